import {
  type EventStamp,
  err,
  type IntentRefusal,
  type Job,
  type Lease,
  type LeaseIntent,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
  ok,
  type Result,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { type ReadAdmission, refuseWithoutCredits } from './admission.ts';
import { intentDetail, writeLeaseEvent } from './audit.ts';
import { attemptLock, isOver } from './group.ts';
import { OPEN_STATES } from './moves.ts';
import { toLease, toRow } from './row.ts';
import { keyLock, liveTombstone } from './tombstone.ts';

/** Every refusal comes before the first row is written, so a refused intent leaves nothing behind: the ID token isn't used up. */
export async function intend(
  trx: Transaction<Schema>,
  intent: LeaseIntent,
  stamp: EventStamp,
  readAdmission?: ReadAdmission,
): Promise<Result<Lease, IntentRefusal>> {
  await lockInTransaction(trx, ...locksOf(intent));
  const refusal =
    (await refuseKey(trx, intent.lease.key, stamp)) ??
    (await refuseReplay(trx, intent.idToken)) ??
    (await refuseJob(trx, intent.lease.job, stamp)) ??
    (await refuseOpenLeases(trx, intent.lease.job)) ??
    (await refuseWithoutCredits(trx, intent, stamp, readAdmission));
  if (refusal !== undefined) return err(refusal);

  const row = await trx.insertInto('lease').values(toRow(intent)).returningAll().executeTakeFirstOrThrow();
  await trx
    .insertInto('used_id_token')
    .values({
      issuer: intent.idToken.issuer,
      token_id: intent.idToken.tokenId,
      lease_id: row.id,
      keep_until: intent.idToken.keepUntil,
    })
    .execute();
  const lease = toLease(row);
  await writeLeaseEvent(trx, stamp, 'lease.intent', lease, intentDetail(intent));
  return ok(lease);
}

/** What two intents can't both have, nor an intent and an end. Credits have a lock of their own, taken after these. */
const locksOf = ({ lease, idToken }: LeaseIntent): readonly [string, ...string[]] => [
  attemptLock(lease.job),
  `id token ${JSON.stringify([idToken.issuer, idToken.tokenId])}`,
  ...(lease.key === null ? [] : [keyLock(lease.key)]),
];

type Refusal = Promise<IntentRefusal | undefined>;

const refuseJob = async (trx: Transaction<Schema>, job: Job, { at }: EventStamp): Refusal =>
  (await isOver(trx, job, at)) ? { code: 'JOB_OVER' } : undefined;

/** A key that was ended before its mint never gets a token (I13); one that has bought a lease buys no second one. */
async function refuseKey(trx: Transaction<Schema>, key: string | null, { at }: EventStamp): Refusal {
  if (key === null) return undefined;
  if ((await liveTombstone(trx, key, at)) !== undefined) return { code: 'HANDLE_ENDED' };
  const used = await trx.selectFrom('lease').select('id').where('key', '=', key).executeTakeFirst();
  return used && { code: 'HANDLE_USED', leaseId: used.id };
}

async function refuseReplay(trx: Transaction<Schema>, { issuer, tokenId }: LeaseIntent['idToken']): Refusal {
  const used = await trx
    .selectFrom('used_id_token')
    .select('lease_id')
    .where('issuer', '=', issuer)
    .where('token_id', '=', tokenId)
    .executeTakeFirst();
  return used && { code: 'ID_TOKEN_REPLAYED', leaseId: used.lease_id };
}

/**
 * An issuer that names no check run can't tell the jobs of a run attempt apart: the binding is the run attempt then, and so is
 * the bound. Counted as one job they would take each other's place.
 */
async function refuseOpenLeases(trx: Transaction<Schema>, job: Job): Refusal {
  const ofJob = job.checkRunId === null ? 0 : await countOpen(trx, job, job.checkRunId);
  if (ofJob >= OPEN_LEASES_PER_JOB_MAX) {
    return { code: 'OPEN_LEASES_TOO_MANY', holder: 'job', open: ofJob, limit: OPEN_LEASES_PER_JOB_MAX };
  }
  const ofRun = await countOpen(trx, job, null);
  if (ofRun < OPEN_LEASES_PER_RUN_MAX) return undefined;
  return { code: 'OPEN_LEASES_TOO_MANY', holder: 'run attempt', open: ofRun, limit: OPEN_LEASES_PER_RUN_MAX };
}

/** Open leases of one check run, or of the whole run attempt where that is `null`. */
async function countOpen(trx: Transaction<Schema>, job: Job, checkRunId: string | null): Promise<number> {
  const ofRun = trx
    .selectFrom('lease')
    .select(({ fn }) => fn.countAll<number | string>().as('open'))
    .where('issuer', '=', job.issuer)
    .where('repository_id', '=', job.repositoryId)
    .where('run_id', '=', job.runId)
    .where('run_attempt', '=', job.runAttempt)
    .where('state', 'in', OPEN_STATES);
  const counted = checkRunId === null ? ofRun : ofRun.where('check_run_id', '=', checkRunId);
  return Number((await counted.executeTakeFirstOrThrow()).open);
}
