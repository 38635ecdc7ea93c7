import {
  type EventStamp,
  err,
  type MintPlan,
  ok,
  planMint,
  type Result,
  type TrustPolicy,
  tokenVaults,
} from '@connect-token/core';
import { claimsOf } from './claims.ts';
import { type CreditCount, countCredits } from './credit-count.ts';
import { admissionOf, gather } from './facts.ts';
import { rehearse } from './intent.ts';
import type { MintAsk, Refused } from './mint.ts';
import type { Outcome } from './outcome.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/** What a mint would have been given, with the credits as they would be then. */
export interface Planned {
  readonly eventId: string;
  readonly plan: MintPlan;
  readonly credits: CreditCount | null;
}

/**
 * The whole decision of a mint, its credits and its open leases included, and nothing made. The audit trail has no event of it: that
 * tells of what was changed and who got what, and here nothing was, by nobody. The log has one, so that an answer can be quoted.
 */
export async function plan(around: Watched, ask: MintAsk): Promise<Result<Planned, Refused>> {
  const stamp = stampNow(around);
  const policy = around.policy();
  const done = await attempt(around, policy, ask, stamp);
  const claims = claimsOf(ask.identity);
  if (!done.ok) {
    around.sink.emit({
      ...stamp,
      kind: 'plan.refused',
      claims,
      failures: done.error,
      policyHash: policy.hash,
    });
    return err({ eventId: stamp.id, failures: done.error });
  }
  const { server, scope, rule, policyHash, cost } = done.value.plan;
  around.sink.emit({
    ...stamp,
    kind: 'plan.answered',
    claims,
    serverId: server.id,
    vaults: tokenVaults(scope),
    rule,
    policyHash,
    cost,
  });
  return done;
}

async function attempt(
  around: Watched,
  policy: TrustPolicy,
  ask: MintAsk,
  stamp: EventStamp,
): Promise<Outcome<Planned>> {
  const facts = await gather(around, policy, ask.identity);
  if (!facts.ok) return facts;
  const planned = planMint(ask.request, facts.value);
  if (!planned.ok) return planned;
  const admission = admissionOf(facts.value, planned.value, around.leases.instance);
  const admitted = await rehearse(around, ask, stamp, planned.value, admission);
  if (!admitted.ok) return admitted;
  const now = await countCredits(around, admission);
  const credits = now && { ...now, used: now.used + planned.value.cost };
  return ok({ eventId: stamp.id, plan: planned.value, credits });
}
