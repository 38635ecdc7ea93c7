import { err, ok, type Result } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import { sql, type Transaction } from 'kysely';
import { placeOf as placeOfFile } from '../items/file-seal.ts';
import { placeOf as placeOfItem } from '../items/item-seal.ts';
import { type Place, type SealingKey, seal } from '../seal.ts';
import { openSealed, type Sealing } from '../sealing.ts';

/** What is sealed in rows of its own; the signing key is sealed beside them. */
export const SEALED_TABLES = ['item', 'item_file'] as const;

type SealedTable = (typeof SEALED_TABLES)[number];

/** Rows of one unit: a mebibyte each at most, and others have their turn in between. */
const BATCH_MAX = 16;

interface SealedRow {
  readonly id: string;
  readonly place: Place;
  readonly sealed: Uint8Array;
}

/** How many rows, and after which id the next ones come; `null` once there are none left. */
export interface Resealed {
  readonly rows: number;
  readonly after: string | null;
}

/** The id of a row that neither key opens. */
export interface Unopened {
  readonly id: string;
}

/**
 * Seals the next rows after an id again, those that aren't under the current key yet; the header of each row says so.
 */
export async function resealBatch(
  trx: Transaction<Schema>,
  table: SealedTable,
  after: string,
  sealing: Sealing,
): Promise<Result<Resealed, Unopened>> {
  const rows = await READ[table](trx, after, sealing.current);
  for (const { id, place, sealed } of rows) {
    const plain = openSealed(sealing, place, sealed);
    if (!plain.ok) return err({ id });
    await trx
      .updateTable(table)
      .set({ sealed: seal(sealing.current, place, plain.value) })
      .where('id', '=', id)
      // Changed by somebody else since it was read: what is there by now was sealed by them, and is looked at again.
      .where('sealed', '=', sealed)
      .execute();
  }
  return ok({ rows: rows.length, after: rows.at(-1)?.id ?? null });
}

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

/** The key's id stands in bytes 2 to 9 of what it has sealed. */
const underAnother = (table: SealedTable, { id }: SealingKey) =>
  sql<boolean>`substr(${sql.ref(`${table}.sealed`)}, 2, 8) <> ${id}`;

const READ: Readonly<
  Record<
    SealedTable,
    (trx: Transaction<Schema>, after: string, key: SealingKey) => Promise<readonly SealedRow[]>
  >
> = {
  item: async (trx, after, key) => {
    const rows = await trx
      .selectFrom('item')
      .select(['id', 'vault_id as vaultId', 'version', 'sealed'])
      .where('id', '>', after)
      .where(underAnother('item', key))
      .orderBy('id')
      .limit(BATCH_MAX)
      .execute();
    return rows.map(({ id, vaultId, version, sealed }) => ({
      id,
      sealed,
      place: placeOfItem({ vaultId, itemId: id, version }),
    }));
  },
  item_file: async (trx, after, key) => {
    const rows = await trx
      .selectFrom('item_file')
      .innerJoin('item', 'item.id', 'item_file.item_id')
      .select(['item_file.id', 'item.id as itemId', 'item.vault_id as vaultId', 'item_file.sealed'])
      .where('item_file.id', '>', after)
      .where(underAnother('item_file', key))
      .orderBy('item_file.id')
      .limit(BATCH_MAX)
      .execute();
    return rows.map(({ id, itemId, vaultId, sealed }) => ({
      id,
      sealed,
      place: placeOfFile({ vaultId, itemId, fileId: id }),
    }));
  },
};
