import {
  creditsOf,
  type EventStamp,
  earliestRoom,
  err,
  type FailureOf,
  type Instant,
  type IntentRefusal,
  type Job,
  type Lease,
  type LeaseIntent,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
  ok,
  type Result,
  refuseBeyond,
} from '@connect-token/core';
import { allOf, idTokenKey, isBuried, isOver, type Memory } from './memory.ts';
import { isHolding, isOpen, isSameAttempt, type LeaseRow, plain, UNBORN } from './row.ts';

export function intend(
  memory: Memory,
  intent: LeaseIntent,
  { at }: EventStamp,
): Result<Lease, IntentRefusal> {
  const refused = refuseIntent(memory, intent, at);
  if (refused !== undefined) return err(refused);
  const { lease, idToken } = intent;
  const row: LeaseRow = { ...lease, ...UNBORN, state: 'intent' };
  memory.leases.set(row.id, row);
  memory.idTokens.set(idTokenKey(idToken), { leaseId: row.id, keepUntil: idToken.keepUntil });
  return ok(plain(row));
}

export function rehearse(
  memory: Memory,
  intent: LeaseIntent,
  { id, at }: EventStamp,
): Result<true, IntentRefusal> {
  const refused = refuseIntent(memory, intent, at);
  if (refused !== undefined) return err(refused);
  memory.idTokens.set(idTokenKey(intent.idToken), { leaseId: id, keepUntil: intent.idToken.keepUntil });
  return ok(true);
}

export function useIdToken(
  { idTokens }: Memory,
  idToken: LeaseIntent['idToken'],
  { id }: EventStamp,
): FailureOf<'ID_TOKEN_REPLAYED'> | undefined {
  const used = idTokens.get(idTokenKey(idToken));
  if (used !== undefined) return { code: 'ID_TOKEN_REPLAYED', leaseId: used.leaseId };
  idTokens.set(idTokenKey(idToken), { leaseId: id, keepUntil: idToken.keepUntil });
  return undefined;
}

function refuseIntent(memory: Memory, intent: LeaseIntent, at: Instant): IntentRefusal | undefined {
  const { lease, idToken } = intent;
  if (lease.key !== null && isBuried(memory, lease.key, at)) return { code: 'HANDLE_ENDED' };
  const sameKey = allOf(memory).find(({ key }) => key !== null && key === lease.key);
  if (sameKey !== undefined) return { code: 'HANDLE_USED', leaseId: sameKey.id };
  const replayed = memory.idTokens.get(idTokenKey(idToken));
  if (replayed !== undefined) return { code: 'ID_TOKEN_REPLAYED', leaseId: replayed.leaseId };
  if (isOver(memory, lease.job, at)) return { code: 'JOB_OVER' };
  return refuseOpenLeases(allOf(memory), lease.job) ?? refuseCredits(allOf(memory), intent, at);
}

function refuseOpenLeases(leases: readonly Lease[], job: Job): IntentRefusal | undefined {
  const ofRun = leases.filter(
    (lease) => isOpen(lease) && lease.job !== null && isSameAttempt(lease.job, job),
  );
  const ofJob = ofRun.filter((lease) => job.checkRunId !== null && lease.job?.checkRunId === job.checkRunId);
  return (
    refuseMore('job', ofJob.length, OPEN_LEASES_PER_JOB_MAX) ??
    refuseMore('run attempt', ofRun.length, OPEN_LEASES_PER_RUN_MAX)
  );
}

const refuseMore = (holder: 'job' | 'run attempt', open: number, limit: number): IntentRefusal | undefined =>
  open < limit ? undefined : { code: 'OPEN_LEASES_TOO_MANY', holder, open, limit };

/** The account's plan first, then each ceiling in its order. */
function refuseCredits(
  leases: readonly Lease[],
  { lease, admission: { plan, standing, ceilings } }: LeaseIntent,
  at: Instant,
): IntentRefusal | undefined {
  const account = { kind: 'account' } as const;
  const ofPlan = plan.kind === 'unlimited' ? [] : [{ holder: account, limit: plan.limit, standing }];
  for (const { holder, limit, standing: others } of [...ofPlan, ...ceilings]) {
    const holds = leases
      .filter(isHolding)
      .map((each) => ({ credits: creditsOf(holder, each), expiresAt: each.expiresAt }));
    const used = holds.reduce((sum, { credits }) => sum + credits, others);
    const demand = { limit, used, needed: creditsOf(holder, lease) };
    const refusal = refuseBeyond(holder, demand);
    if (refusal !== undefined) return { ...refusal, retryAfter: earliestRoom(demand, holds, at) };
  }
  return undefined;
}
