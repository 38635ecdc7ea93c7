import { randomBytes } from 'node:crypto';
import { type Account, openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import { type ManualTime, manualTime, temporaryDirectory } from '@connect-token/testkit';
import { must } from '../control-plane/subject.ts';
import { START } from '../control-plane/world.ts';
import { openEmpty } from '../postgres/database.ts';
import type { ManagementUnderTest } from './subject.ts';
import type { Seed } from './world.ts';

/** The embedded account, on a database of its own. */
export const sqliteHouse = async (seed: Seed): Promise<ManagementUnderTest> =>
  (await openEmbedded(seed)).house;

/** The same in PostgreSQL; the tests of a file take turns on one database. */
export async function postgresHouse(seed: Seed): Promise<ManagementUnderTest> {
  const time = manualTime(START);
  return (await accountIn(await openEmpty(time.clock), time, seed)).house;
}

/** The same, with what others need who stand before it. */
export interface Embedded {
  readonly house: ManagementUnderTest;
  readonly account: Account;
  readonly store: Store;
  readonly directory: string;
}

export async function openEmbedded(seed: Seed): Promise<Embedded> {
  const time = manualTime(START);
  const directory = await temporaryDirectory('management');
  const store = must(await openStore({ directory: directory.path, clock: time.clock }));
  const close = async (): Promise<void> => {
    await store.close();
    await directory.remove();
  };
  const { house, account } = await accountIn({ ...store, close }, time, seed);
  return { house, account, store, directory: directory.path };
}

async function accountIn(
  store: Store,
  time: ManualTime,
  seed: Seed,
): Promise<Pick<Embedded, 'house' | 'account'>> {
  const account = must(
    await openAccount({
      store,
      clock: time.clock,
      accountFile: { path: 'account.yaml', value: contentOf(seed), hash: '0'.repeat(64) },
      sealingKey: sealingKey(randomBytes(32)),
      allowEveryone: false,
    }),
  );
  const house: ManagementUnderTest = {
    as: async (actor) => account.manage(actor),
    broker: account.controlPlane,
    time,
    leases: await leaseStore(store),
    record: account.connect.activity.record,
    close: store.close,
  };
  return { house, account };
}

/** JSON is YAML. */
function contentOf({ vaults, servers, people, groups }: Seed) {
  const file = {
    version: 1,
    account: { name: 'Acme' },
    vaults: vaults.map(({ id, name, type }) => ({ id, name, type })),
    servers: servers.map(({ id, name, grants, fixedVaults }) => ({
      id,
      name,
      vaults: grants.map(({ vaultId, access }) => `${vaultId},${access}`),
      fixed: fixedVaults !== null,
    })),
    people,
    groups,
  };
  return must(parseAccountFile('account.yaml', Buffer.from(JSON.stringify(file)), { allowEveryone: false }));
}
