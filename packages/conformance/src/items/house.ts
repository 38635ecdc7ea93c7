import { randomBytes } from 'node:crypto';
import {
  type Account,
  type Bearer,
  type FullItem,
  openAccount,
  parseAccountFile,
  type SealingKey,
  sealingKey,
} from '@connect-token/account';
import { type Access, isNonEmpty } from '@connect-token/core';
import { openStore, type Store } from '@connect-token/storage';
import { manualTime, temporaryDirectory } from '@connect-token/testkit';
import { must } from '../control-plane/subject.ts';
import { START } from '../control-plane/world.ts';
import { openEmpty } from '../postgres/database.ts';

export const ONE = 'one00000000000000000000000';
export const TWO = 'two00000000000000000000000';

/** An account with two vaults and a server that has both. */
export interface ItemHouse {
  readonly account: Account;
  readonly store: Store;
  readonly key: SealingKey;
  /** Opens the account again, with other keys. */
  open(keys: { readonly sealingKey: SealingKey; readonly previousSealingKey?: SealingKey }): Promise<Account>;
  bearer(vaults: Readonly<Record<string, Access>>): Promise<Bearer>;
  /** Items as a new token reads them that reaches both vaults. */
  reader(of?: Account): Promise<(vaultId: string, itemId: string) => Promise<FullItem | undefined>>;
  close(): Promise<void>;
}

const CONTENT = `
version: 1
account: { name: Acme, id: acme0000000000000000000000 }
vaults: [{ name: One, id: ${ONE} }, { name: Two, id: ${TWO} }]
servers: [{ name: Production, vaults: ['One,rw', 'Two,rw'] }]
`;

const time = manualTime(START);

/** In a directory of its own. */
export async function sqliteItems(content = CONTENT): Promise<ItemHouse & { readonly directory: string }> {
  const directory = await temporaryDirectory('items');
  const store = must(await openStore({ directory: directory.path, clock: time.clock }));
  const close = async (): Promise<void> => {
    await store.close();
    await directory.remove();
  };
  return { ...(await itemsIn({ ...store, close }, content)), directory: directory.path };
}

/** The tests of a file take turns on one database. */
export const postgresItems = async (content = CONTENT): Promise<ItemHouse> =>
  itemsIn(await openEmpty(time.clock), content);

async function itemsIn(store: Store, content: string): Promise<ItemHouse> {
  const key = sealingKey(randomBytes(32));
  const value = must(parseAccountFile('account.yaml', Buffer.from(content), { allowEveryone: false }));
  const open: ItemHouse['open'] = async (keys) =>
    must(
      await openAccount({
        store,
        clock: time.clock,
        accountFile: { path: 'account.yaml', value, hash: '0'.repeat(64) },
        allowEveryone: false,
        ...keys,
      }),
    );
  const account = await open({ sealingKey: key });
  const { controlPlane, connect } = account;
  const issue = async (vaults: Readonly<Record<string, Access>>): Promise<string> => {
    const known = must(await controlPlane.vaults.list());
    const [server] = must(await controlPlane.servers.list());
    const scope = known.flatMap((vault) => {
      const access = vaults[vault.id];
      return access === undefined ? [] : [{ vault, access }];
    });
    if (server === undefined || !isNonEmpty(scope)) throw new Error('the account file has changed');
    const order = { name: 'a test', serverId: server.id, scope, expiresAt: null };
    return must(await controlPlane.tokens.create(order)).secret.reveal();
  };
  return {
    account,
    store,
    key,
    open,
    bearer: async (vaults) => must(await connect.authenticate(await issue(vaults))),
    reader: async (of = account) => {
      const token = await issue({ [ONE]: 'r', [TWO]: 'r' });
      return async (vaultId, itemId) => must(await of.connect.look(token, { vaultId, itemId })).item();
    },
    close: store.close,
  };
}
