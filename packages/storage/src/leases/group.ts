import type { EventStamp, GroupEnd, Instant, Job, Lease, LeaseGroup, RunAttempt } from '@connect-token/core';
import { sql, type Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { move } from './lease.ts';
import { OPEN_STATES } from './moves.ts';

/** What `check_run_id` says of a whole run attempt. No check run's id is empty. */
const WHOLE_ATTEMPT = '';

/** intent or active → revoking, of up to `limit` leases of a group, oldest first; and what can't come back is remembered with it. */
export async function endAll(
  trx: Transaction<Schema>,
  which: LeaseGroup,
  { reason, limit, over, note }: GroupEnd,
  newStamp: () => EventStamp,
): Promise<readonly Lease[]> {
  if (over !== null) await rememberOver(trx, which, newStamp().at, over);
  const said = note === null ? {} : { note };
  const ended: Lease[] = [];
  for (const { id, state } of await openOf(trx, which, limit)) {
    const stamp = newStamp();
    const change = { end_reason: reason, ended_at: stamp.at };
    const lease = await move(trx, id, 'revoking', change, stamp, { reason, from: state, ...said });
    if (lease !== undefined) ended.push(lease);
  }
  return ended;
}

function openOf(trx: Transaction<Schema>, which: LeaseGroup, limit: number) {
  const open = trx
    .selectFrom('lease')
    .select(['id', 'state'])
    .where('state', 'in', OPEN_STATES)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit);
  const ofAttempt = ({ issuer, repositoryId, runId, runAttempt }: RunAttempt) =>
    open
      .where('run_id', '=', runId)
      .where('run_attempt', '=', runAttempt)
      .where('repository_id', '=', repositoryId)
      .where('issuer', '=', issuer);
  switch (which.by) {
    case 'job':
      return ofAttempt(which.job).where('check_run_id', '=', which.job.checkRunId).execute();
    case 'run-attempt':
      return ofAttempt(which.attempt).execute();
    case 'run':
      return open.where('run_id', '=', which.runId).execute();
    case 'repository':
      return open.where('repository_id', '=', which.repositoryId).execute();
    case 'all':
      return open.execute();
  }
}

/** A lock of its own where intents run at the same time: a mint of the job is before this end, or after it and refused. */
export const attemptLock = ({ issuer, repositoryId, runId, runAttempt }: RunAttempt): string =>
  `run attempt ${JSON.stringify([issuer, repositoryId, runId, runAttempt])}`;

async function rememberOver(
  trx: Transaction<Schema>,
  which: LeaseGroup,
  at: Instant,
  over: Instant,
): Promise<void> {
  if (which.by !== 'job' && which.by !== 'run-attempt') {
    throw new Error('invariant: only a job or a run attempt is over');
  }
  const attempt = which.by === 'job' ? which.job : which.attempt;
  await lockInTransaction(trx, attemptLock(attempt));
  await trx
    .insertInto('job_over')
    .values({
      issuer: attempt.issuer,
      repository_id: attempt.repositoryId,
      run_id: attempt.runId,
      run_attempt: attempt.runAttempt,
      check_run_id: which.by === 'job' ? which.job.checkRunId : WHOLE_ATTEMPT,
      at,
      keep_until: over,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['run_id', 'run_attempt', 'check_run_id', 'repository_id', 'issuer'])
        .doUpdateSet({ keep_until: sql<number>`excluded.keep_until` })
        .whereRef('job_over.keep_until', '<', 'excluded.keep_until'),
    )
    .execute();
}

/** Counts up to and including its last instant. A job without a check run is its run attempt: only the end of that is its own. */
export async function isOver(trx: Transaction<Schema>, job: Job, at: Instant): Promise<boolean> {
  const ends = job.checkRunId === null ? [WHOLE_ATTEMPT] : [WHOLE_ATTEMPT, job.checkRunId];
  const known = await trx
    .selectFrom('job_over')
    .select('at')
    .where('run_id', '=', job.runId)
    .where('run_attempt', '=', job.runAttempt)
    .where('check_run_id', 'in', ends)
    .where('repository_id', '=', job.repositoryId)
    .where('issuer', '=', job.issuer)
    .where('keep_until', '>=', at)
    .limit(1)
    .executeTakeFirst();
  return known !== undefined;
}
