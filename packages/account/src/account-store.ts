import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { AccountRows } from './account-rows.ts';

/** What the account says of itself. */
export interface AccountRow {
  readonly id: string;
  readonly fileHash: string;
  /** Sealed. */
  readonly signingKey: Uint8Array;
}

/** `undefined` where the store has no account yet. */
export const readAccount = (trx: Transaction<Schema>): Promise<AccountRow | undefined> =>
  trx
    .selectFrom('account')
    .select(['id', 'file_hash as fileHash', 'signing_key as signingKey'])
    .executeTakeFirst();

/** SQLite takes 32,766 parameters a statement; no row has more than twelve. */
const ROWS_MAX = 500;

export async function insertAccount(trx: Transaction<Schema>, rows: AccountRows): Promise<void> {
  for (const table of Object.keys(rows) as (keyof AccountRows)[])
    for (let from = 0; from < rows[table].length; from += ROWS_MAX)
      await trx
        .insertInto(table)
        .values(rows[table].slice(from, from + ROWS_MAX))
        .execute();
}
