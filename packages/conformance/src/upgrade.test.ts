import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { openAccount, parseAccountFile, type SealingKey, sealingKey } from '@connect-token/account';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import { temporaryDirectory } from '@connect-token/testkit';
import { describe, expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { byKey, intended, NO_TOMBSTONE, START, stamp } from './lease-store/intents.ts';
import { HOLDER } from './management/world.ts';
import { administer, describePostgres, newDatabase, openReplica } from './postgres/database.ts';

const clock = { now: () => START };

const FILE = `
version: 1
account: { name: Acme }
vaults: [{ name: Shop }, { name: Spare }]
servers: [{ name: Web, vaults: ["Shop,r"] }]
`;

const LEASE_OPEN = [
  'DROP INDEX lease_open',
  "CREATE INDEX lease_open ON lease (run_id, run_attempt, check_run_id) WHERE state IN ('intent', 'active')",
];

/** Takes away again what the steps behind the eighth have made: the schema of a program of before, with rows in it. */
const BACK_IN_SQLITE = [
  ...['vault', 'server', 'grant'].flatMap((table) =>
    ['made', 'changed', 'gone'].map((change) => `DROP TRIGGER offer_${table}_${change}`),
  ),
  'ALTER TABLE account DROP COLUMN offer_mark',
  ...LEASE_OPEN,
  'PRAGMA user_version = 8',
];

const BACK_IN_POSTGRES = [
  'DROP FUNCTION mark_offer CASCADE',
  'ALTER TABLE account DROP COLUMN offer_mark',
  ...LEASE_OPEN,
  'UPDATE connect_token_schema SET version = 8',
];

interface Place {
  open(): Promise<Store>;
  /** To the schema of before, while nobody has it open. */
  takeBack(): Promise<void>;
  remove(): Promise<void>;
}

describe('a store of a program of before, in SQLite', () =>
  upgradeSuite(async () => {
    const directory = await temporaryDirectory('upgrade');
    let path = '';
    return {
      open: async () => {
        const store = must(await openStore({ directory: directory.path, clock }));
        path = store.path;
        return store;
      },
      takeBack: async () => {
        const database = new DatabaseSync(path);
        for (const statement of BACK_IN_SQLITE) database.exec(statement);
        database.close();
      },
      remove: () => directory.remove(),
    };
  }));

describePostgres('a store of a program of before, in PostgreSQL', () =>
  upgradeSuite(async () => {
    const url = await newDatabase();
    return {
      open: () => openReplica(clock, url),
      takeBack: async () => {
        for (const statement of BACK_IN_POSTGRES) await administer(statement, url);
      },
      remove: async () => {},
    };
  }),
);

function upgradeSuite(placeOf: () => Promise<Place>): void {
  test('is brought up to date with what is in it', async () => {
    const place = await placeOf();
    const key = sealingKey(randomBytes(32));
    const before = await place.open();
    const made = await lived(before, key);
    await before.close();
    await place.takeBack();

    const after = await place.open();
    const account = await accountIn(after, key);
    const bearer = must(await account.connect.authenticate(made.token));
    expect(bearer.reach).toEqual([{ vaultId: made.vaultId, access: 'r' }]);
    const leases = await leaseStore(after);
    expect(await leases.end(byKey(made.leaseKey), 'handle', NO_TOMBSTONE, stamp())).toMatchObject({
      kind: 'ended',
    });

    // The marks work: who has looked before notices what changes now.
    const offered = async (): Promise<number> => must(await account.controlPlane.vaults.list()).length;
    expect(await offered()).toBe(2);
    must(await account.manage(HOLDER).vaults.create({ name: 'New' }));
    expect(await offered()).toBe(3);
    await after.close();
    await place.remove();
  });
}

async function accountIn(store: Store, key: SealingKey) {
  const value = must(parseAccountFile('account.yaml', Buffer.from(FILE), { allowEveryone: false }));
  return must(
    await openAccount({
      store,
      clock,
      accountFile: { path: 'account.yaml', value, hash: '0'.repeat(64) },
      sealingKey: key,
      allowEveryone: false,
    }),
  );
}

/** A token that is out, and an intent that nobody has ended. */
async function lived(store: Store, key: SealingKey) {
  const { controlPlane } = await accountIn(store, key);
  const [server] = must(await controlPlane.servers.list());
  const vault = must(await controlPlane.vaults.list()).find(({ name }) => name === 'Shop');
  if (server === undefined || vault === undefined) throw new Error('the account file has changed');
  const { secret } = must(
    await controlPlane.tokens.create({
      name: 'before',
      serverId: server.id,
      scope: [{ vault, access: 'r' }],
      expiresAt: null,
    }),
  );
  const lease = await intended(await leaseStore(store));
  return { token: secret.reveal(), vaultId: vault.id, leaseKey: lease.key ?? '' };
}
