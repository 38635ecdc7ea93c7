import type { RunAttempt } from '@connect-token/core';
import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { OPEN_STATES } from './moves.ts';

/** Its values, or where they go in a statement that is built before there are any. */
export type GivenAttempt = { readonly [K in keyof RunAttempt]: RunAttempt[K] | RawBuilder<RunAttempt[K]> };

/**
 * Open leases of a run attempt, found by their run: a hundred at most. The repository is compared as an expression, which no index
 * has: an organisation may have thousands of open leases in one, and no database knows from the start which index finds fewer. The state
 * is compared as the expression that only the index of runs has.
 */
export function openOfAttempt({ runAttempt, ...run }: GivenAttempt): Expression<SqlBool> {
  const lease = expressionBuilder<Schema, 'lease'>();
  return lease.and([openOfRun(run), lease('run_attempt', '=', runAttempt)]);
}

/** The same, of all its attempts. */
export function openOfRun({
  issuer,
  repositoryId,
  runId,
}: Omit<GivenAttempt, 'runAttempt'>): Expression<SqlBool> {
  const lease = expressionBuilder<Schema, 'lease'>();
  return lease.and([
    isOpenByRun(),
    lease('run_id', '=', runId),
    lease(sql<string>`${lease.ref('repository_id')} || ''`, '=', repositoryId),
    lease('issuer', '=', issuer),
  ]);
}

/** In the words of the index of runs. */
export const isOpenByRun = (): Expression<SqlBool> =>
  expressionBuilder<Schema, 'lease'>()(sql<string>`lower(state)`, 'in', OPEN_STATES);
