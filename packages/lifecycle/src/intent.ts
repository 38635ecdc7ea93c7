import {
  err,
  type Instant,
  instant,
  jobOf,
  type Lease,
  type LeaseIntent,
  leaseTokenName,
  type MintPlan,
  plus,
  type Timings,
  tokenVaults,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { claimsOf } from './claims.ts';
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
  const id = ids.ulid();
  const now = clock.now();
  if (now > instant(began + decidingMs(timings)))
    return err([{ code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'the decision was too old to be acted on' }]);
  const { issuer, tokenId, expiresAt } = ask.identity;
  const intent: LeaseIntent = {
    lease: {
      id,
      tokenName: leaseTokenName(leases.instance, id),
      key: ask.key,
      job: jobOf(ask.identity),
      serverId: plan.server.id,
      vaults: tokenVaults(plan.scope),
      rule: plan.rule,
      policyHash: plan.policyHash,
      createdAt: now,
      expiresAt: plan.expiresAt,
      sendDeadline: plus(now, timings.sendWithin),
    },
    idToken: { issuer, tokenId, keepUntil: plus(expiresAt, around.idTokenKeep) },
    admission,
    claims: claimsOf(ask.identity),
  };
  try {
    const intended = await leases.intend(intent, { id: ids.ulid(), at: began });
    return intended.ok ? intended : err([intended.error]);
  } catch (cause) {
    return err([storeAway(cause)]);
  }
}

const decidingMs = ({ callWithin }: Timings): number => Math.ceil(DECIDING_CALLS * callWithin * 1000);

/** As of when to forget: whatever a mint that is under way began with is still remembered when its intent is written. */
export const forgetAsOf = (now: Instant, timings: Timings): Instant =>
  instant(now - decidingMs(timings) - Math.ceil(timings.sendWithin * 1000));
