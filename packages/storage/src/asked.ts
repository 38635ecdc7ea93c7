import { type RawBuilder, sql } from 'kysely';

export type AskedRow = Readonly<Record<string, string | number | null | undefined>>;

/** What `askedRows` are read from. A member that were missing would be NULL: `undefined` is a slip. */
export function askedText(rows: readonly AskedRow[]): string {
  for (const row of rows)
    for (const name in row)
      if (row[name] === undefined) throw new TypeError('invariant: a parameter without a value');
  return JSON.stringify(rows);
}

/**
 * The rows of a text, as a table of what `askedAs` says: a statement of PostgreSQL takes any number of them, and its own text stays the
 * same.
 */
export const askedRows = (json: RawBuilder<string>): RawBuilder<Readonly<Record<string, unknown>>> =>
  sql`json_to_recordset(${json}::json)`;

export const askedAs = (columns: Readonly<Record<string, 'bigint' | 'text'>>): RawBuilder<unknown> =>
  sql`asked (${sql.join(
    Object.entries(columns).map(([name, type]) => sql`${sql.id(name)} ${sql.raw(type)}`),
  )})`;
