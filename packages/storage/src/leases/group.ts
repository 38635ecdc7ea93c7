import type { EventStamp, GroupEnd, Instant, Lease, LeaseGroup, RunAttempt } from '@connect-token/core';
import { sql, type Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { isOpenByRun, openOfAttempt, openOfRun } from './attempt.ts';
import { move } from './lease.ts';
import { OPEN_STATES, stateOfFound } from './moves.ts';

/** What `check_run_id` says of a whole run attempt. No check run's id is empty. */
export const WHOLE_ATTEMPT = '';

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
  const open = openOf(trx, which).orderBy('created_at').orderBy('id').limit(limit);
  for (const { id, state } of await open.execute()) {
    const stamp = newStamp();
    const step = { state: 'revoking', end_reason: reason, ended_at: stamp.at } as const;
    const lease = await move(trx, id, step, stamp, { reason, from: state, ...said });
    if (lease !== undefined) ended.push(lease);
  }
  return ended;
}

/** Whose leases are open in a group: what whoever ends them has to manage. */
export async function serversOf(trx: Transaction<Schema>, which: LeaseGroup): Promise<readonly string[]> {
  const rows = await openOf(trx, which).clearSelect().select('server_id').distinct().execute();
  return rows.map(({ server_id }) => server_id);
}

function openOf(trx: Transaction<Schema>, which: LeaseGroup) {
  const leases = trx.selectFrom('lease').select(['id', 'state']);
  switch (which.by) {
    case 'job':
      return leases.where(openOfAttempt(which.job)).where('check_run_id', '=', which.job.checkRunId);
    case 'run-attempt':
      return leases.where(openOfAttempt(which.attempt));
    case 'lease':
      return leases.where('id', '=', which.leaseId).where(stateOfFound(), 'in', OPEN_STATES);
    case 'own-run':
      return leases.where(openOfRun(which.run));
    case 'run':
      return leases.where(isOpenByRun()).where('run_id', '=', which.runId);
    case 'repository':
      return leases.where('state', 'in', OPEN_STATES).where('repository_id', '=', which.repositoryId);
    case 'all':
      return leases.where('state', 'in', OPEN_STATES);
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
