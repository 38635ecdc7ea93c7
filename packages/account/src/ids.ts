import { type Bind, type Dialect, dialectOf, type Schema } from '@connect-token/storage';
import { type RawBuilder, sql, type Transaction } from 'kysely';

/** How many ids travel as one value: the statement is the same for any number of them. */
export interface Ids {
  readonly ids: unknown;
}

export const bindIds = (trx: Transaction<Schema>, ids: readonly string[]): Ids => ({
  ids: dialectOf(trx) === 'sqlite' ? JSON.stringify(ids) : ids,
});

/** That a column holds one of the ids of a bound value. */
export const isAmong = (
  trx: Transaction<Schema>,
  column: 'token.id' | 'item_file.item_id',
  bind: Bind<Ids>,
): RawBuilder<boolean> => AMONG[dialectOf(trx)](sql.ref(column), bind('ids'));

const AMONG: Readonly<
  Record<Dialect, (column: RawBuilder<unknown>, ids: RawBuilder<unknown>) => RawBuilder<boolean>>
> = {
  // Source: sqlite.org/json1.html, "The json_each() and json_tree() table-valued functions".
  sqlite: (column, ids) => sql<boolean>`${column} IN (SELECT value FROM json_each(${ids}))`,
  // By the index; what comes from `unnest` would be sorted first.
  postgres: (column, ids) => sql<boolean>`${column} = ANY(${ids}::text[])`,
};
