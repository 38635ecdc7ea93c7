import {
  type Instant,
  type LeaseCensus,
  OPEN_LEASES_PER_RUN_MAX,
  type RunAttempt,
} from '@connect-token/core';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { HOLDING_STATES, OPEN_STATES } from './moves.ts';
import { toInstant, toRunAttempt } from './row.ts';

/** Each number is counted in an index alone; counts and sums are texts in PostgreSQL, because they may be larger than any number. */
export async function census(trx: Transaction<Schema>, now: Instant): Promise<LeaseCensus> {
  const rows = await trx
    .selectFrom('lease')
    .select(({ fn }) => [
      'state',
      fn.countAll<number | string>().as('leases'),
      fn.sum<number | string>('credits').as('credits'),
    ])
    .where('state', 'in', HOLDING_STATES)
    .groupBy('state')
    .execute();
  const of = (state: 'intent' | 'active' | 'revoking'): number =>
    Number(rows.find((row) => row.state === state)?.leases ?? 0);
  const { stuck } = await trx
    .selectFrom('lease')
    .select(({ fn }) => fn.countAll<number | string>().as('stuck'))
    .where('state', '=', sql.lit('revoking'))
    .where('stuck_at', 'is not', null)
    .executeTakeFirstOrThrow();
  const { overdue, oldest } = await trx
    .selectFrom('lease')
    .select(({ fn }) => [
      fn.countAll<number | string>().as('overdue'),
      fn.min<number | null>('due_at').as('oldest'),
    ])
    .where('due_at', '<', now)
    .executeTakeFirstOrThrow();
  return {
    states: { intent: of('intent'), active: of('active'), revoking: of('revoking') },
    stuck: Number(stuck),
    overdue: Number(overdue),
    oldestDueAt: toInstant(oldest),
    held: rows.reduce((sum, { credits }) => sum + Number(credits), 0),
  };
}

/**
 * Run attempts with a lease that can still be ended, the one with the oldest lease first. A run attempt has so many open leases at
 * most, so that the runs of `limit` are among the oldest of so many times `limit` leases: no more are read.
 */
export async function openRuns(
  trx: Transaction<Schema>,
  before: Instant,
  limit: number,
): Promise<readonly RunAttempt[]> {
  const rows = await trx
    .selectFrom((from) =>
      from
        .selectFrom('lease')
        .select(['issuer', 'repository_id', 'run_id', 'run_attempt', 'created_at', 'id'])
        .where('state', 'in', OPEN_STATES)
        .where('created_at', '<', before)
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit * OPEN_LEASES_PER_RUN_MAX)
        .as('oldest'),
    )
    .select(['issuer', 'repository_id', 'run_id', 'run_attempt'])
    .groupBy(['issuer', 'repository_id', 'run_id', 'run_attempt'])
    .orderBy(({ fn }) => fn.min('created_at'))
    .orderBy(({ fn }) => fn.min('id'))
    .limit(limit)
    .execute();
  return rows.flatMap((row) => toRunAttempt(row) ?? []);
}
