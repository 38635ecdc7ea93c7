import {
  type EventStamp,
  err,
  type Instant,
  type IntentRefusal,
  type Job,
  type Lease,
  type LeaseIntent,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
  ok,
  type Result,
  refuseCredits,
  strictestPlan,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { intentDetail, writeAudit } from './audit.ts';
import { heldCredits } from './credits.ts';
import { OPEN_STATES } from './moves.ts';
import { toLease, toRow } from './row.ts';
import { liveTombstone } from './tombstone.ts';

/** The plan and the standing usage of an account that is in this database, in the transaction that writes the intent. */
export type ReadAdmission = (trx: Transaction<Schema>, at: Instant) => Promise<LeaseIntent['admission']>;

/** Every refusal comes before the first row is written, so a refused intent leaves nothing behind: the ID token isn't used up. */
export async function intend(
  trx: Transaction<Schema>,
  intent: LeaseIntent,
  stamp: EventStamp,
  readAdmission?: ReadAdmission,
): Promise<Result<Lease, IntentRefusal>> {
  const refusal =
    (await refuseKey(trx, intent.lease.key, stamp)) ??
    (await refuseReplay(trx, intent.idToken)) ??
    (await refuseOpenLeases(trx, intent.lease.job)) ??
    (await refuseWithoutCredits(trx, intent, await readAdmission?.(trx, stamp.at)));
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
  await writeAudit(trx, stamp, 'intent', row.id, intentDetail(intent));
  return ok(toLease(row));
}

type Refusal = Promise<IntentRefusal | undefined>;

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
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('issuer', '=', job.issuer)
    .where('repository_id', '=', job.repositoryId)
    .where('run_id', '=', job.runId)
    .where('run_attempt', '=', job.runAttempt)
    .where('state', 'in', OPEN_STATES);
  const counted = checkRunId === null ? ofRun : ofRun.where('check_run_id', '=', checkRunId);
  return (await counted.executeTakeFirstOrThrow()).open;
}

/**
 * Counted in here, and not by the caller: nobody else can take the last credit between the count and the row (T29). Of an account
 * elsewhere the caller's word has to do; of one in here, what it is now rules.
 */
async function refuseWithoutCredits(
  trx: Transaction<Schema>,
  { lease, admission }: LeaseIntent,
  { plan: planNow, standing } = admission,
): Refusal {
  const plan = strictestPlan(admission.plan, planNow);
  if (plan.kind === 'unlimited') return undefined;
  const used = standing + (await heldCredits(trx));
  return refuseCredits({ plan, used, needed: lease.vaults.length });
}
