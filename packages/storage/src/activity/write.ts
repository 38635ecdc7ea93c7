import { sql, type Transaction } from 'kysely';
import { dialectOf } from '../dialect.ts';
import type { ActivityTable } from '../schema/activity.ts';
import type { Schema } from '../schema/schema.ts';

/** In the order in which a row's values travel. */
const COLUMNS = [
  'id',
  'at',
  'request_id',
  'action',
  'result',
  'server_id',
  'token_id',
  'user_agent',
  'request_ip',
  'resource',
  'vault_id',
  'item_id',
  'item_version',
] as const satisfies readonly (keyof ActivityTable)[];

const NUMBERS: readonly string[] = ['at', 'item_version'] satisfies (keyof ActivityTable)[];

const columns = sql.join(COLUMNS.map((column) => sql.ref(column)));

const FROM_SQLITE = sql.join(COLUMNS.map((_, index) => sql`value ->> ${sql.lit(index)}`));

const FROM_POSTGRES = sql.join(
  COLUMNS.map((column, index) =>
    NUMBERS.includes(column) ? sql`(value ->> ${sql.lit(index)})::bigint` : sql`value ->> ${sql.lit(index)}`,
  ),
);

/**
 * All of them in one statement with one parameter: of a statement a row, building them would take longer than writing them. Rows that are
 * there already stay as they are, because a commit whose answer was lost is tried again.
 */
export async function insertActivity(
  trx: Transaction<Schema>,
  rows: readonly ActivityTable[],
): Promise<void> {
  const values = JSON.stringify(rows.map((row) => COLUMNS.map((column) => row[column])));
  // `WHERE true`: without it SQLite reads ON CONFLICT as a join's (sqlite.org/lang_upsert.html §2.2).
  const insert =
    dialectOf(trx) === 'sqlite'
      ? sql`INSERT INTO activity (${columns}) SELECT ${FROM_SQLITE} FROM json_each(${values}) WHERE true
          ON CONFLICT (id) DO NOTHING`
      : sql`INSERT INTO activity (${columns}) SELECT ${FROM_POSTGRES} FROM json_array_elements(${values}::json)
          ON CONFLICT (id) DO NOTHING`;
  await insert.execute(trx);
}
