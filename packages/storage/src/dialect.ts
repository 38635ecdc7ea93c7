import { PostgresAdapter, type Transaction } from 'kysely';
import type { Schema } from './schema/schema.ts';

/** What a store is made of. The schema is the same; what only one of them can do, or needs, asks for this. */
export type Dialect = 'sqlite' | 'postgres';

export const dialectOf = (trx: Transaction<Schema>): Dialect =>
  trx.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
