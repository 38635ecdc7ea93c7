import {
  type Instant,
  type IntentRefusal,
  type LeaseIntent,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
  type RunAttempt,
} from '@connect-token/core';
import { expressionBuilder, sql, type Transaction } from 'kysely';
import { type Bind, prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { openOfAttempt } from './attempt.ts';
import { WHOLE_ATTEMPT } from './group.ts';

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
export async function look(trx: Transaction<Schema>, intent: LeaseIntent, at: Instant): Promise<IntentLook> {
  const [seen] = (await trx.executeQuery(LOOK(trx, lookedFor(intent, at)))).rows;
  if (seen === undefined) throw new Error('invariant: a look that sees nothing has a row all the same');
  return seen;
}

/** What an intent is looked for by. */
export const lookedFor = ({ lease: { job, key }, idToken }: LeaseIntent, at: Instant): Looked => ({
  issuer: job.issuer,
  repositoryId: job.repositoryId,
  runId: job.runId,
  runAttempt: job.runAttempt,
  checkRunId: job.checkRunId ?? NONE,
  key: key ?? NONE,
  tokenIssuer: idToken.issuer,
  tokenId: idToken.tokenId,
  at,
});

export interface Looked extends RunAttempt {
  readonly key: string;
  readonly checkRunId: string;
  readonly tokenIssuer: string;
  readonly tokenId: string;
  readonly at: number;
}

const LOOK = prepared<Looked, IntentLook>((trx, bind) => trx.selectNoFrom(looks(bind)));

export const LOOKED = {
  key: 'text',
  issuer: 'text',
  repositoryId: 'text',
  runId: 'text',
  runAttempt: 'text',
  checkRunId: 'text',
  tokenIssuer: 'text',
  tokenId: 'text',
  at: 'bigint',
} as const satisfies Record<keyof Looked, string>;

/** As an expression, which no index has: by its time a database might read all of a flood of tombstones (F41) for each intent. */
const KEPT = sql<number>`keep_until + 0`;

/** `of`: a value that is looked for, or where it stands. */
export function looks(of: Bind<Looked>) {
  const { selectFrom } = expressionBuilder<Schema>();
  const attempt = {
    issuer: of('issuer'),
    repositoryId: of('repositoryId'),
    runId: of('runId'),
    runAttempt: of('runAttempt'),
  };
  const open = selectFrom('lease')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where(openOfAttempt(attempt));
  return [
    selectFrom('tombstone')
      .select('key')
      .where('key', '=', of('key'))
      .where(KEPT, '>=', of('at'))
      .as('tombstone'),
    selectFrom('lease').select('id').where('key', '=', of('key')).as('lease_of_key'),
    selectFrom('used_id_token')
      .select('lease_id')
      .where('issuer', '=', of('tokenIssuer'))
      .where('token_id', '=', of('tokenId'))
      .as('lease_of_id_token'),
    // Up to and including its last instant. A job without a check run is its run attempt: only the end of that is its own.
    selectFrom('job_over')
      .select('at')
      .where('run_id', '=', attempt.runId)
      .where('run_attempt', '=', attempt.runAttempt)
      .where('check_run_id', 'in', [sql.lit(WHOLE_ATTEMPT), of('checkRunId')])
      .where('repository_id', '=', attempt.repositoryId)
      .where('issuer', '=', attempt.issuer)
      .where(KEPT, '>=', of('at'))
      .limit(sql.lit(1))
      .as('over'),
    open.where('check_run_id', '=', of('checkRunId')).as('open_of_job'),
    open.as('open_of_run'),
  ] as const;
}

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
