import type { Schema } from '@connect-token/storage';
import { sql, type Transaction } from 'kysely';
import { placeOf as placeOfFile } from '../items/file-seal.ts';
import { placeOf as placeOfItem } from '../items/item-seal.ts';
import type { Place, SealingKey } from '../seal.ts';

/** What is sealed in rows of its own; the signing key is sealed beside them. */
export const SEALED_TABLES = ['item', 'item_file'] as const;

export type SealedTable = (typeof SEALED_TABLES)[number];

/** The key's id stands in bytes 2 to 9 of what it has sealed. */
export const keyOf = (table: SealedTable) => sql<Uint8Array>`substr(${sql.ref(`${table}.sealed`)}, 2, 8)`;

/** How large what is sealed is. */
export const bytesOf = (table: SealedTable) => sql<number>`length(${sql.ref(`${table}.sealed`)})`;

const underAnother = (table: SealedTable, { id }: SealingKey) => sql<boolean>`${keyOf(table)} <> ${id}`;

/** Whether a row of a table is under another key. */
export async function hasOthers(
  trx: Transaction<Schema>,
  table: SealedTable,
  key: SealingKey,
): Promise<boolean> {
  const other = await trx
    .selectFrom(table)
    .select(`${table}.id`)
    .where(underAnother(table, key))
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** How many rows of all tables are under another key. */
export async function countOthers(trx: Transaction<Schema>, key: SealingKey): Promise<number> {
  let total = 0;
  for (const table of SEALED_TABLES) {
    const { rows } = await trx
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .where(underAnother(table, key))
      .executeTakeFirstOrThrow();
    total += rows;
  }
  return total;
}

interface SealedRow {
  readonly id: string;
  readonly place: Place;
  readonly sealed: Uint8Array;
}

type ReadRows = (
  trx: Transaction<Schema>,
  ids: readonly string[],
  key: SealingKey,
) => Promise<readonly SealedRow[]>;

/** Those of these rows that aren't under the key. */
export const READ_SEALED: Readonly<Record<SealedTable, ReadRows>> = {
  item: async (trx, ids, key) => {
    const rows = await trx
      .selectFrom('item')
      .select(['id', 'vault_id as vaultId', 'version', 'sealed'])
      .where('id', 'in', ids)
      .where(underAnother('item', key))
      .execute();
    return rows.map(({ id, vaultId, version, sealed }) => ({
      id,
      sealed,
      place: placeOfItem({ vaultId, itemId: id, version }),
    }));
  },
  item_file: async (trx, ids, key) => {
    const rows = await trx
      .selectFrom('item_file')
      .innerJoin('item', 'item.id', 'item_file.item_id')
      .select(['item_file.id', 'item.id as itemId', 'item.vault_id as vaultId', 'item_file.sealed'])
      .where('item_file.id', 'in', ids)
      .where(underAnother('item_file', key))
      .execute();
    return rows.map(({ id, itemId, vaultId, sealed }) => ({
      id,
      sealed,
      place: placeOfFile({ vaultId, itemId, fileId: id }),
    }));
  },
};
