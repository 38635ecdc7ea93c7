import { randomBytes } from 'node:crypto';
import { type Account, openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import type { Server, TokenOrder, Vault } from '@connect-token/core';
import { openStore, type Store } from '@connect-token/storage';
import { manualTime, temporaryDirectory } from '@connect-token/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { START } from './control-plane/world.ts';
import { HOLDER } from './management/world.ts';
import { describePostgres, openEmpty, openReplica } from './postgres/database.ts';

const FILE = `
version: 1
account: { name: Acme }
vaults: [{ name: Shop }, { name: Spare }]
servers: [{ name: Web, vaults: ["Shop,rw", "Spare,r"] }, { name: Other }]
`;

const { clock } = manualTime(START);

interface Two {
  readonly stores: readonly [Store, Store];
  close(): Promise<void>;
}

describe('what may be granted, in SQLite', () =>
  offerSuite(async () => {
    const directory = await temporaryDirectory('offer');
    const store = must(await openStore({ directory: directory.path, clock }));
    const close = async (): Promise<void> => {
      await store.close();
      await directory.remove();
    };
    return { stores: [store, store], close };
  }));

describePostgres('what may be granted, in PostgreSQL', () =>
  offerSuite(async () => {
    const stores = [await openEmpty(clock), await openReplica(clock)] as const;
    return { stores, close: async () => void (await Promise.all(stores.map((store) => store.close()))) };
  }),
);

/** An account that is changed, and one that has looked before: it keeps what it saw, and must notice. */
function offerSuite(open: () => Promise<Two>): void {
  let two: Two;
  let changing: Account;
  let looking: Account;
  beforeEach(async () => {
    two = await open();
    const [one, other] = two.stores;
    const key = sealingKey(randomBytes(32));
    [changing, looking] = [await accountIn(one, key), await accountIn(other, key)];
    await look(looking);
  });
  afterEach(() => two.close());

  const manager = () => changing.manage(HOLDER);
  const named = async (name: string): Promise<Server> =>
    must(await manager().servers.list()).find((server) => server.name === name) as Server;
  const vault = async (name: string): Promise<Vault> =>
    must(await manager().vaults.list()).find((each) => each.name === name) as Vault;
  const orderOf = async (vaultName: string, access: 'r' | 'rw'): Promise<TokenOrder> => ({
    name: 'ci',
    serverId: (await named('Web')).id,
    scope: [{ vault: await vault(vaultName), access }],
    expiresAt: null,
  });

  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    'a vault is made': async () => must(await manager().vaults.create({ name: 'New' })),
    'a vault is renamed': async () => must(await manager().vaults.rename((await vault('Spare')).id, 'Old')),
    'a server is made': async () =>
      must(await manager().servers.create({ name: 'New', grants: [], fixed: false })),
    'a server is renamed': async () =>
      must(await manager().servers.rename((await named('Other')).id, 'Another')),
    'a server is deleted': async () => must(await manager().servers.delete((await named('Other')).id)),
    'a vault is granted': async () =>
      must(
        await manager().grants.grant((await named('Other')).id, {
          vaultId: (await vault('Shop')).id,
          access: 'r',
        }),
      ),
    'a grant becomes another one': async () =>
      must(
        await manager().grants.grant((await named('Web')).id, {
          vaultId: (await vault('Spare')).id,
          access: 'rw',
        }),
      ),
    'a grant is withdrawn': async () =>
      must(await manager().grants.revoke((await named('Web')).id, (await vault('Spare')).id)),
  };

  test.each(Object.keys(changes))('who has looked before notices that %s', async (name) => {
    const before = await look(looking);
    await changes[name]?.();
    const after = await look(looking);
    expect(after).not.toEqual(before);
    expect(after).toEqual(await look(changing));
  });

  test('the plan is always the one that rules now', async () => {
    must(await manager().credits.setPlan({ kind: 'metered', limit: 7 }));
    expect(await looking.plan()).toEqual({ kind: 'metered', limit: 7 });
  });

  test('no token is made by what was granted at the last look', async () => {
    const withdrawn = await orderOf('Spare', 'r');
    must(await looking.controlPlane.tokens.create(withdrawn));
    must(await manager().grants.revoke(withdrawn.serverId, (await vault('Spare')).id));
    expect(await looking.controlPlane.tokens.create(withdrawn)).toMatchObject({
      ok: false,
      error: { effect: 'none', failure: { code: 'VAULT_NOT_GRANTED' } },
    });
    expect(must(await manager().tokens.list()).length).toBe(1);
  });

  test('a token is made by what is granted since the last look', async () => {
    const wider = await orderOf('Spare', 'rw');
    expect(await looking.controlPlane.tokens.create(wider)).toMatchObject({ ok: false });
    const [{ vault: spare }] = wider.scope;
    must(await manager().grants.grant(wider.serverId, { vaultId: spare.id, access: 'rw' }));
    must(await looking.controlPlane.tokens.create(wider));
  });

  test('of many orders at once, each is decided by what is granted now', async () => {
    const [shop, spare] = [await orderOf('Shop', 'r'), await orderOf('Spare', 'r')];
    must(await manager().grants.revoke(spare.serverId, (await vault('Spare')).id));
    const orders = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? shop : spare));
    const made = await Promise.all(orders.map((order) => looking.controlPlane.tokens.create(order)));
    expect(made.map(({ ok }) => ok)).toEqual(orders.map((order) => order === shop));
    expect(must(await manager().tokens.list()).length).toBe(10);
  });

  test('tokens that are made and revoked leave the mark as it is', async () => {
    const before = await markIn(two.stores[0]);
    const { token } = must(await looking.controlPlane.tokens.create(await orderOf('Shop', 'rw')));
    must(await looking.controlPlane.tokens.delete(token.id));
    expect(await markIn(two.stores[0])).toBe(before);
  });
}

const accountIn = async (store: Store, key: ReturnType<typeof sealingKey>): Promise<Account> =>
  must(
    await openAccount({
      store,
      clock,
      accountFile: {
        path: 'account.yaml',
        value: must(parseAccountFile('account.yaml', Buffer.from(FILE), { allowEveryone: false })),
        hash: '0'.repeat(64),
      },
      sealingKey: key,
      allowEveryone: false,
    }),
  );

/** As a mint looks. */
const look = async ({ controlPlane }: Account) => ({
  vaults: must(await controlPlane.vaults.list()),
  servers: must(await controlPlane.servers.list()),
});

const markIn = (store: Store): Promise<string> =>
  store.transact(async (trx) => {
    const { offer_mark } = await trx.selectFrom('account').select('offer_mark').executeTakeFirstOrThrow();
    return offer_mark;
  });
