import { err, ok, type Result } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { type SealingKey, sameKeyId, seal } from '../seal.ts';
import { openSealed, type Sealing } from '../sealing.ts';
import { bytesOf, keyOf, READ_SEALED, type SealedTable } from './sealed-rows.ts';

/** Rows of one look. Of each the database reads all, which may be a mebibyte, to tell its key: some milliseconds at most. */
const LOOK_MAX = 16;

/** Of one unit, unless a single row is more: opened, sealed and written in some milliseconds, so that nobody waits long for it. */
const UNIT_BYTES_MAX = 256 * 1024;

/** Some rows of a table, in the order of their ids: those of them that are under another key, in units; and where the next look begins. */
export interface Window {
  readonly units: readonly (readonly string[])[];
  /** `null` where there are no more rows. */
  readonly after: string | null;
}

/** The next rows after an id. What is under the key already is passed over here, and not in one long search for what isn't. */
export async function lookAtRows(
  trx: Transaction<Schema>,
  table: SealedTable,
  after: string,
  key: SealingKey,
): Promise<Window> {
  const rows = await trx
    .selectFrom(table)
    .select([`${table}.id`, keyOf(table).as('key'), bytesOf(table).as('bytes')])
    .where(`${table}.id`, '>', after)
    .orderBy(`${table}.id`)
    .limit(LOOK_MAX)
    .execute();
  const others = rows.filter((row) => !sameKeyId(row.key, key.id));
  return { units: inUnits(others), after: rows.length < LOOK_MAX ? null : (rows.at(-1)?.id ?? null) };
}

function inUnits(
  rows: readonly { readonly id: string; readonly bytes: number }[],
): readonly (readonly string[])[] {
  const units: { readonly ids: string[]; bytes: number }[] = [];
  for (const { id, bytes } of rows) {
    const last = units.at(-1);
    if (last === undefined || last.bytes + bytes > UNIT_BYTES_MAX) units.push({ ids: [id], bytes });
    else {
      last.ids.push(id);
      last.bytes += bytes;
    }
  }
  return units.map(({ ids }) => ids);
}

/** The id of a row that neither key opens. */
export interface Unopened {
  readonly id: string;
}

/** Seals these rows again, as far as they aren't under the current key by now. Answers how many were. */
export async function resealUnit(
  trx: Transaction<Schema>,
  table: SealedTable,
  ids: readonly string[],
  sealing: Sealing,
): Promise<Result<number, Unopened>> {
  const rows = await READ_SEALED[table](trx, ids, sealing.current);
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
  return ok(rows.length);
}
