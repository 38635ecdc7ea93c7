import {
  type Instant,
  type IntentRefusal,
  type Job,
  type LeaseIntent,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
} from '@connect-token/core';
import { expressionBuilder, type Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { ofAttempt } from './attempt.ts';
import { overEnds } from './group.ts';
import { OPEN_STATES } from './moves.ts';

/** What may speak against an intent, but credits. */
export interface IntentLook {
  /** Ended before its mint. */
  readonly tombstone: string | null;
  /** The lease that the key has bought. */
  readonly lease_of_key: string | null;
  /** The lease that the ID token has bought. */
  readonly lease_of_id_token: string | null;
  /** When it was said that the job is over. */
  readonly over: number | null;
  readonly open_of_job: number | null;
  readonly open_of_run: number | null;
}

/** No key and no check run is the empty text: what has none finds nothing by it. */
const NONE = '';

/** All of it in one statement. */
export function look(
  trx: Transaction<Schema>,
  { lease, idToken }: LeaseIntent,
  at: Instant,
): Promise<IntentLook> {
  const { job, key } = lease;
  const eb = expressionBuilder<Schema>();
  return trx
    .selectNoFrom([
      eb
        .selectFrom('tombstone')
        .select('key')
        .where('key', '=', key ?? NONE)
        .where('keep_until', '>=', at)
        .as('tombstone'),
      eb
        .selectFrom('lease')
        .select('id')
        .where('key', '=', key ?? NONE)
        .as('lease_of_key'),
      eb
        .selectFrom('used_id_token')
        .select('lease_id')
        .where('issuer', '=', idToken.issuer)
        .where('token_id', '=', idToken.tokenId)
        .as('lease_of_id_token'),
      overEnds(job, at).select('at').limit(1).as('over'),
      openOf(job)
        .where('check_run_id', '=', job.checkRunId ?? NONE)
        .as('open_of_job'),
      openOf(job).as('open_of_run'),
    ])
    .executeTakeFirstOrThrow();
}

const openOf = (job: Job) =>
  expressionBuilder<Schema>()
    .selectFrom('lease')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where(ofAttempt(job))
    .where('state', 'in', OPEN_STATES);

/**
 * A key that was ended before its mint never gets a token (I13), and one that has bought a lease buys no second one. An issuer that
 * names no check run can't tell the jobs of a run attempt apart: the binding is the run attempt then, and so is the bound. Counted as
 * one job they would take each other's place.
 */
export function refusalOf(seen: IntentLook): IntentRefusal | undefined {
  if (seen.tombstone !== null) return { code: 'HANDLE_ENDED' };
  if (seen.lease_of_key !== null) return { code: 'HANDLE_USED', leaseId: seen.lease_of_key };
  if (seen.lease_of_id_token !== null) return { code: 'ID_TOKEN_REPLAYED', leaseId: seen.lease_of_id_token };
  if (seen.over !== null) return { code: 'JOB_OVER' };
  return (
    refuseOpen('job', seen.open_of_job ?? 0, OPEN_LEASES_PER_JOB_MAX) ??
    refuseOpen('run attempt', seen.open_of_run ?? 0, OPEN_LEASES_PER_RUN_MAX)
  );
}

const refuseOpen = (holder: 'job' | 'run attempt', open: number, limit: number): IntentRefusal | undefined =>
  open < limit ? undefined : { code: 'OPEN_LEASES_TOO_MANY', holder, open, limit };
