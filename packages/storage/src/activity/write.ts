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

const FROM_POSTGRES = sql.join(
  COLUMNS.map((column, index) =>
    NUMBERS.includes(column) ? sql`(value ->> ${sql.lit(index)})::bigint` : sql`value ->> ${sql.lit(index)}`,
  ),
);

/** Rows that are there already stay as they are, because a commit whose answer was lost is tried again. */
export const insertActivity = (trx: Transaction<Schema>, rows: readonly ActivityTable[]): Promise<void> =>
  dialectOf(trx) === 'sqlite' ? insertEach(trx, rows) : insertTogether(trx, rows);

const valuesOf = (row: ActivityTable) => COLUMNS.map((column) => row[column]);

/** One statement, built once and run for each row: SQLite takes three times as long to take them out of one JSON text. */
async function insertEach(
  trx: Transaction<Schema>,
  [first, ...others]: readonly ActivityTable[],
): Promise<void> {
  if (first === undefined) return;
  const insert = sql`INSERT INTO activity (${columns}) VALUES (${sql.join(valuesOf(first))})
    ON CONFLICT (id) DO NOTHING`.compile(trx);
  // On the connection itself: what kysely does around each statement takes as long as a row.
  await trx.getExecutor().provideConnection(async (connection) => {
    await connection.executeQuery(insert);
    for (const row of others) await connection.executeQuery({ ...insert, parameters: valuesOf(row) });
  });
}

/** One statement with one parameter: each row in a message of its own would wait for the network. */
async function insertTogether(trx: Transaction<Schema>, rows: readonly ActivityTable[]): Promise<void> {
  const values = JSON.stringify(rows.map(valuesOf));
  await sql`INSERT INTO activity (${columns}) SELECT ${FROM_POSTGRES} FROM json_array_elements(${values}::json)
    ON CONFLICT (id) DO NOTHING`.execute(trx);
}
