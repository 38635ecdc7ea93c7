import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Access,
  type Clock,
  type Instant,
  instant,
  isNonEmpty,
  type Result,
  type TokenOrder,
  type VaultType,
} from '@connect-token/core';
import { openStore, type Store } from '@connect-token/storage';
import { CompiledQuery } from 'kysely';
import { type Account, type AccountOptions, openAccount } from '../account.ts';
import { type AccountFile, parseAccountFile } from '../account-file.ts';
import type { FullItem } from '../items/item.ts';
import { type SealingKey, sealingKey } from '../seal.ts';

export const PRODUCTION = 'production0000000000000000';
export const CONFIGURATION = 'configuration0000000000000';
export const FINANCE = 'finance0000000000000000000';
export const PRIVATE = 'private0000000000000000000';
export const SHARED = 'shared00000000000000000000';
export const DATABASE = 'database000000000000000000';
export const SERVER = 'SERVERPRODUCTION0000000000';
export const ADA = 'ada00000000000000000000000';
export const GRACE = 'grace000000000000000000000';
export const LINUS = 'linus000000000000000000000';
export const OWNERS = 'owners00000000000000000000';
export const PLATFORM = 'platform000000000000000000';
export const SHOP = 'shop0000000000000000000000';
export const PASSWORD = 'correct-horse-battery-staple';

const TEXT = `
version: 1
account: { name: Acme, id: acme0000000000000000000000 }
vaults:
  - name: Production
    id: ${PRODUCTION}
    description: What customers see
    items:
      - title: Database
        id: ${DATABASE}
        category: DATABASE
        tags: [shop, sql]
        urls: [{ href: 'https://db.acme.example', label: console, primary: true }]
        favorite: true
        sections: [{ id: credentials, label: Credentials }, { label: More }]
        fields:
          - { purpose: USERNAME, type: STRING, value: shop }
          - { purpose: PASSWORD, type: CONCEALED, section: credentials, value: ${PASSWORD} }
          - { id: port, label: port, type: STRING, section: More, value: '5432' }
      - { title: Api, category: API_CREDENTIAL }
  - { name: Configuration, id: ${CONFIGURATION} }
  - { name: Finance, id: ${FINANCE} }
  - { name: Private, id: ${PRIVATE}, type: PERSONAL }
  - { name: Shared, id: ${SHARED}, type: EVERYONE }
servers:
  - { name: Production, id: ${SERVER}, vaults: ['Production,rw', 'Configuration,r'] }
people:
  - { name: ada, id: ${ADA} }
  - { name: grace, id: ${GRACE} }
  - { name: linus, id: ${LINUS} }
groups:
  - { name: Owners, id: ${OWNERS}, members: [ada] }
  - { name: Platform, id: ${PLATFORM}, members: [grace] }
  - { name: Shop, id: ${SHOP}, members: [linus] }
managers: [Platform]
`;

export function accountFileOf(text: string, rules = { allowEveryone: false }): AccountFile {
  const value = must(parseAccountFile('account.yaml', Buffer.from(text), rules));
  return { path: 'account.yaml', value, hash: 'a'.repeat(64) };
}

export const ACCOUNT_FILE = accountFileOf(TEXT);

export interface House {
  readonly directory: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly key: SealingKey;
  readonly account: Account;
  setTime(at: Instant): void;
  /** Opens the account again on the same store. */
  open(changes?: Partial<AccountOptions>): ReturnType<typeof openAccount>;
  /** SQL beside the account, as an operator with `sqlite3` has it. */
  sql(statement: string, ...values: (string | number | Uint8Array)[]): Promise<readonly Row[]>;
  /** An item as a token reads it that reaches its vault. */
  item(vaultId: string, itemId: string): Promise<FullItem | undefined>;
  /** Every row of every table. */
  dump(): Promise<Readonly<Record<string, readonly Row[]>>>;
  close(): Promise<void>;
}

type Row = Readonly<Record<string, unknown>>;

/** A real store in a directory of its own, with an account in it. */
export async function openHouse(changes: Partial<AccountOptions> = {}): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'connect-token-account-'));
  let now = instant(Date.UTC(2026, 10, 1, 12, 0, 0, 250));
  const clock = { now: () => now };
  const store = must(await openStore({ directory, clock }));
  const key = sealingKey(randomBytes(32));
  const open: House['open'] = (more = {}) =>
    openAccount({
      store,
      clock,
      accountFile: ACCOUNT_FILE,
      sealingKey: key,
      allowEveryone: false,
      ...changes,
      ...more,
    });
  const sql: House['sql'] = (statement, ...values) =>
    store.transact(async (trx) => {
      const { rows } = await trx.executeQuery(CompiledQuery.raw(statement, values));
      return rows.map((row) => ({ ...(row as Row) }));
    });
  const account = must(await open());
  return {
    directory,
    store,
    clock,
    key,
    account,
    setTime: (at) => {
      now = at;
    },
    open,
    sql,
    item: async (vaultId, itemId) => {
      const { text } = await issue({ account }, { [vaultId]: 'r' });
      return must(await account.connect.look(text, { vaultId, itemId })).item();
    },
    dump: async () => {
      const tables = await sql("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
      const rows = tables.map(
        async ({ name }) => [String(name), await sql(`SELECT * FROM ${name}`)] as const,
      );
      return Object.fromEntries(await Promise.all(rows));
    },
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`unexpected failure: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** An order as a caller makes it that has looked vaults up; the types it believes in are its own. */
export function orderOf(
  vaults: Readonly<Record<string, Access>>,
  changes: Partial<TokenOrder> = {},
  type: VaultType = 'USER_CREATED',
): TokenOrder {
  const scope = Object.entries(vaults).map(([id, access]) => ({ vault: { id, name: id, type }, access }));
  if (!isNonEmpty(scope)) throw new Error('an order needs a vault');
  return { name: 'a token', serverId: SERVER, scope, expiresAt: null, ...changes };
}

/** The text of a new token. */
export async function issue(
  { account }: Pick<House, 'account'>,
  vaults: Readonly<Record<string, Access>> = { [PRODUCTION]: 'r' },
  expiresAt: Instant | null = null,
): Promise<{ readonly id: string; readonly text: string }> {
  const { token, secret } = must(await account.controlPlane.tokens.create(orderOf(vaults, { expiresAt })));
  return { id: token.id, text: secret.reveal() };
}
