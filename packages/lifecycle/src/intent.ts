import {
  type EventStamp,
  err,
  type Instant,
  type IntentRefusal,
  instant,
  jobOf,
  type Lease,
  type LeaseIntent,
  leaseTokenName,
  type MintPlan,
  plus,
  type Result,
  type Timings,
  tokenVaults,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { claimsOf } from './claims.ts';
import { idTokenUse } from './id-token-use.ts';
import type { MintAsk } from './mint.ts';
import type { Outcome } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

/** The plan and the standing usage that the store admits the lease by. */
type Admission = LeaseIntent['admission'];

/** Calls to the control plane that a decision may wait for, one after the other: what there is, who holds what; and one to spare. */
const DECIDING_CALLS = 3;

/**
 * Writes down what is about to be made, before anything is: the store admits it in the same transaction, as of the moment at which the
 * mint began. What was remembered then (a used ID token, a tombstone, a job that is over) counts, also where it is forgotten soon.
 *
 * A process that was stopped since then decides nothing any more: its ID token was looked at too long ago (T19).
 */
export async function intend(
  around: Surroundings,
  ask: MintAsk,
  began: Instant,
  plan: MintPlan,
  admission: Admission,
): Promise<Outcome<Lease>> {
  const { leases, ids, clock, timings } = around;
  const now = clock.now();
  if (now > instant(began + decidingMs(timings)))
    return err([{ code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'the decision was too old to be acted on' }]);
  const intent = intentOf(around, ask, now, plan, admission);
  return admitted(() => leases.intend(intent, { id: ids.ulid(), at: began }));
}

/** The same decision, with nothing made: what `intend` would say. `stamp` is what a second use of the ID token is told of. */
export const rehearse = (
  around: Surroundings,
  ask: MintAsk,
  stamp: EventStamp,
  plan: MintPlan,
  admission: Admission,
): Promise<Outcome<true>> =>
  admitted(() => around.leases.rehearse(intentOf(around, ask, stamp.at, plan, admission), stamp));

async function admitted<T>(ask: () => Promise<Result<T, IntentRefusal>>): Promise<Outcome<T>> {
  try {
    const answer = await ask();
    return answer.ok ? answer : err([answer.error]);
  } catch (cause) {
    return err([storeAway(cause)]);
  }
}

function intentOf(
  around: Surroundings,
  { identity, key }: MintAsk,
  now: Instant,
  plan: MintPlan,
  admission: Admission,
): LeaseIntent {
  const id = around.ids.ulid();
  return {
    lease: {
      id,
      tokenName: leaseTokenName(around.leases.instance, id),
      key,
      job: jobOf(identity),
      serverId: plan.server.id,
      vaults: tokenVaults(plan.scope),
      rule: plan.rule,
      policyHash: plan.policyHash,
      createdAt: now,
      expiresAt: plan.expiresAt,
      sendDeadline: plus(now, around.timings.sendWithin),
    },
    idToken: idTokenUse(around, identity),
    admission,
    claims: claimsOf(identity),
  };
}

const decidingMs = ({ callWithin }: Timings): number => Math.ceil(DECIDING_CALLS * callWithin * 1000);

/** As of when to forget: whatever a mint that is under way began with is still remembered when its intent is written. */
export const forgetAsOf = (now: Instant, timings: Timings): Instant =>
  instant(now - decidingMs(timings) - Math.ceil(timings.sendWithin * 1000));
