import { type Bind, type Dialect, dialectOf, type Schema } from '@connect-token/storage';
import { type RawBuilder, sql, type Transaction } from 'kysely';

/** How many ids travel as one value: the statement is the same for any number of them. */
export interface Ids {
  readonly ids: unknown;
}

export const bindIds = (trx: Transaction<Schema>, ids: readonly string[]): Ids => ({
  ids: dialectOf(trx) === 'sqlite' ? JSON.stringify(ids) : ids,
});

/** The ids of a bound value, for `IN`. */
export const boundIds = (trx: Transaction<Schema>, bind: Bind<Ids>): RawBuilder<string> =>
  ELEMENTS[dialectOf(trx)](bind('ids'));

const ELEMENTS: Readonly<Record<Dialect, (value: RawBuilder<unknown>) => RawBuilder<string>>> = {
  // Source: sqlite.org/json1.html, "The json_each() and json_tree() table-valued functions".
  sqlite: (value) => sql<string>`(SELECT value FROM json_each(${value}))`,
  postgres: (value) => sql<string>`(SELECT unnest(${value}::text[]))`,
};
