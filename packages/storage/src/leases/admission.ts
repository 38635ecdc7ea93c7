import {
  type CreditHolder,
  creditsOf,
  type Demand,
  type EventStamp,
  earliestRoom,
  type FailureOf,
  type Instant,
  type LeaseIntent,
  refuseBeyond,
  strictestPlan,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { heldBy, holdsOf } from './credits.ts';

type Admission = LeaseIntent['admission'];

type Exhausted = FailureOf<'CREDITS_EXHAUSTED'>;

/**
 * The same of an account that is in this database, as it is in the transaction that writes the intent: its plan, and what standing
 * tokens take of it and of each ceiling.
 */
export type ReadAdmission = (trx: Transaction<Schema>, at: Instant, asked: Admission) => Promise<Admission>;

/** Whoever counts credits to take some waits here, where others run at the same time. */
export const CREDITS_LOCK = 'account';

export const lockCredits = (trx: Transaction<Schema>): Promise<void> => lockInTransaction(trx, CREDITS_LOCK);

/** Whether anybody has to count. */
export const countsCredits = ({ plan, ceilings }: Admission): boolean =>
  plan.kind === 'metered' || ceilings.length > 0;

/**
 * Counted in here, and not by the caller: nobody else can take the last credit between the count and the row (T29). Of an account
 * elsewhere the caller's word has to do; of one in here, what it is now rules. The credits' lock is the caller's to take, where the
 * admission that it asks for counts.
 */
export async function refuseWithoutCredits(
  trx: Transaction<Schema>,
  { lease, admission }: LeaseIntent,
  { at }: EventStamp,
  readAdmission?: ReadAdmission,
): Promise<Exhausted | undefined> {
  const read = async (): Promise<Admission> => (await readAdmission?.(trx, at, admission)) ?? admission;
  let now = await read();
  if (countsCredits(now) && !countsCredits(admission)) {
    // A manager has set a limit since the caller looked: what was read before the lock may be older than it.
    await lockCredits(trx);
    now = await read();
  }
  const plan = strictestPlan(admission.plan, now.plan);
  const limits =
    plan.kind === 'unlimited'
      ? now.ceilings
      : [
          { holder: { kind: 'account' } as const, limit: plan.limit, standing: now.standing },
          ...now.ceilings,
        ];
  for (const { holder, limit, standing } of limits) {
    const needed = creditsOf(holder, lease);
    const refusal = await refuseHolder(trx, holder, { limit, used: standing, needed }, at);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** `demand.used` is what stands beside the leases; what those hold is counted here. */
export async function refuseHolder(
  trx: Transaction<Schema>,
  holder: CreditHolder,
  demand: Demand,
  at: Instant,
): Promise<Exhausted | undefined> {
  if (demand.needed <= 0) return undefined;
  const used = demand.used + (await heldBy(trx, holder));
  const refusal = refuseBeyond(holder, { ...demand, used });
  if (refusal === undefined) return undefined;
  return {
    ...refusal,
    retryAfter: earliestRoom(refusal, await holdsOf(trx, holder, used + demand.needed - demand.limit), at),
  };
}
