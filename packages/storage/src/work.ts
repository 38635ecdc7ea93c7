import type { Transaction } from 'kysely';
import type { Schema } from './schema/schema.ts';

/** One unit of work: all of it or nothing. It may be run a second time after its first run was undone. */
export type Work<T> = (trx: Transaction<Schema>) => Promise<T>;

/**
 * `ending`: it ends something that has begun, and may take the space that is kept back for that on a full disk (F15). `looking`: it only
 * reads, and need not wait for those that write.
 */
export type Purpose = 'ordinary' | 'ending' | 'looking';
