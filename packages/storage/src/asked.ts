import { type RawBuilder, sql } from 'kysely';
import type { Dialect } from './dialect.ts';

/** A row, or the rows of several tables that belong together, each under its own name. */
interface AskedRow {
  readonly [name: string]: string | number | null | undefined | AskedRow;
}

/** What `askedRows` are read from. A member that were missing would be NULL: `undefined` is a slip. */
export function askedText(rows: readonly AskedRow[]): string {
  rows.forEach(refuseMissing);
  return JSON.stringify(rows);
}

function refuseMissing(row: AskedRow): void {
  for (const name in row) {
    const value = row[name];
    if (value === undefined) throw new TypeError('invariant: a parameter without a value');
    if (typeof value === 'object' && value !== null) refuseMissing(value);
  }
}

/**
 * The rows of a text, as a table of what `askedAs` says: a statement of PostgreSQL takes any number of them, and its own text stays the
 * same.
 */
export const askedRows = (json: RawBuilder<string>): RawBuilder<Readonly<Record<string, unknown>>> =>
  sql`json_to_recordset(${json}::json)`;

type AskedColumns = Readonly<Record<string, 'bigint' | 'text' | 'json'>>;

export const askedAs = (name: string, columns: AskedColumns): RawBuilder<unknown> =>
  sql`${sql.id(name)} (${sql.join(
    Object.entries(columns).map(([column, type]) => sql`${sql.id(column)} ${sql.raw(type)}`),
  )})`;

/** Both in one, for a look in either database. In SQLite numbers are numbers and texts texts as JSON has them; there is no `json`. */
export const askedTable = <Row>(
  dialect: Dialect,
  json: RawBuilder<string>,
  columns: { readonly [K in keyof Row & string]: 'bigint' | 'text' },
): RawBuilder<Row> =>
  dialect === 'postgres'
    ? sql`(SELECT * FROM ${askedRows(json)} AS ${askedAs('asked', columns)})`
    : sql`(SELECT ${sql.join(
        Object.keys(columns).map((column) => sql`value ->> ${sql.lit(column)} AS ${sql.id(column)}`),
      )} FROM json_each(${json}))`;

/**
 * Holds for each of them; `number` is one of their numbers. PostgreSQL takes such a text for a hundred rows, for which it reads a small table
 * from one end to the other instead of looking each one up, and goes on doing so when the table is large. An equality that it can't see
 * through is one row in two hundred to it.
 */
export const askedAreFew = (number: string): RawBuilder<boolean> =>
  sql`${sql.ref(number)} + 0 = ${sql.ref(number)}`;
