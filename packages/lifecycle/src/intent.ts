import {
  err,
  jobOf,
  type Lease,
  type LeaseIntent,
  leaseTokenName,
  type MintPlan,
  plus,
  tokenVaults,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { claimsOf } from './claims.ts';
import type { MintAsk } from './mint.ts';
import type { Outcome } from './outcome.ts';
import { type Surroundings, stampNow } from './surroundings.ts';

/** The plan and the standing usage that the store admits the lease by. */
type Admission = LeaseIntent['admission'];

/** Writes down what is about to be made, before anything is: the store admits it in the same transaction. */
export async function intend(
  around: Surroundings,
  ask: MintAsk,
  plan: MintPlan,
  admission: Admission,
): Promise<Outcome<Lease>> {
  const { leases, ids, clock, timings } = around;
  const id = ids.ulid();
  const now = clock.now();
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
    const intended = await leases.intend(intent, stampNow(around));
    return intended.ok ? intended : err([intended.error]);
  } catch (cause) {
    return err([storeAway(cause)]);
  }
}
