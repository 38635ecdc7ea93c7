import { hash } from 'node:crypto';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { dialectOf } from './dialect.ts';
import type { PostgresConnection } from './postgres/unit.ts';
import type { Schema } from './schema/schema.ts';

/**
 * Waits until no other transaction holds a lock of one of these names, and holds them until this one ends. Each name begins with
 * its noun: `key …`, `account`. In SQLite units run one after another and nothing is left to do. In PostgreSQL they run at the same
 * time, in every replica, and each statement sees what was committed before it: what is read after the lock, nobody with the same
 * lock can change. One statement for all names, in one order for everybody, so that two transactions don't wait for each other.
 */
export async function lockInTransaction(
  trx: Transaction<Schema>,
  ...names: readonly [string, ...string[]]
): Promise<void> {
  await lockAhead(trx, [...names].sort(), 'exclusive');
}

/** The same for those who only look: any number of them hold it at once, and none beside one who has it for itself. */
export const shareInTransaction = (trx: Transaction<Schema>, name: string): Promise<void> =>
  lockAhead(trx, [name], 'shared');

/**
 * Takes the locks of each group of names where nobody has one of them: nobody is waited for, so that no order is needed. In PostgreSQL
 * only. What is asked for next is seen as it is with the locks, and can tell by `TRIED_LOCKS` which groups have them until the transaction ends.
 */
export const tryLocksInTransaction = (
  trx: Transaction<Schema>,
  groups: readonly (readonly string[])[],
): Promise<void> =>
  trx.getExecutor().provideConnection(async (connection) => {
    (connection as PostgresConnection).tryLocksAhead(groups.map((names) => names.map(lockNumber)));
  });

/** JSON: the numbers of the groups, from 0, that have all their locks. */
export const TRIED_LOCKS: RawBuilder<string> = sql`current_setting('connect_token.tried_locks')`;

async function lockAhead(
  trx: Transaction<Schema>,
  names: readonly string[],
  mode: 'exclusive' | 'shared',
): Promise<void> {
  if (dialectOf(trx) === 'sqlite') return;
  await trx.getExecutor().provideConnection(async (connection) => {
    (connection as PostgresConnection).lockAhead(names.map(lockNumber), mode);
  });
}

/** PostgreSQL knows locks by 64 bits. Two names of one number only wait for each other without need. */
export const lockNumber = (name: string): bigint => hash('sha256', name, 'buffer').readBigInt64BE();
