import {
  type EventStamp,
  err,
  type Failure,
  type MintPlan,
  type MintRequest,
  type NonEmpty,
  ok,
  planMint,
  type Result,
  type Secret,
  type TrustPolicy,
  tokenVaults,
  type WorkloadIdentity,
} from '@connect-token/core';
import { activate } from './activation.ts';
import { claimsOf } from './claims.ts';
import { create } from './creation.ts';
import { type CreditCount, countCredits } from './credit-count.ts';
import { admissionOf, gather } from './facts.ts';
import { intend } from './intent.ts';
import type { Outcome } from './outcome.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

export interface MintAsk {
  readonly identity: WorkloadIdentity;
  /** base64url(SHA-256(handle)); `null` where the client sent none. */
  readonly key: string | null;
  readonly request: MintRequest;
}

export interface Minted {
  readonly eventId: string;
  readonly leaseId: string;
  readonly tokenId: string;
  readonly token: Secret<string>;
  readonly plan: MintPlan;
  readonly credits: CreditCount | null;
}

/** What the caller may quote, and the failures with their evidence. */
export interface Refused {
  readonly eventId: string;
  readonly failures: NonEmpty<Failure>;
}

/**
 * One token for one job, or a reason: gather → decide → intent → create → compare → activate, and only then an answer.
 * Whatever breaks in between, the intent is on disk, and the reaper ends what it may have led to.
 * Source: docs/lease-protocol.md, "Mint".
 */
export async function mint(around: Watched, ask: MintAsk): Promise<Result<Minted, Refused>> {
  const stamp = stampNow(around);
  const policy = around.policy();
  const done = await attempt(around, policy, ask, stamp);
  if (done.ok) {
    const { leaseId, tokenId, plan } = done.value;
    around.sink.emit({
      ...stamp,
      kind: 'mint.granted',
      claims: claimsOf(ask.identity),
      leaseId,
      tokenId,
      serverId: plan.server.id,
      vaults: tokenVaults(plan.scope),
      rule: plan.rule,
      policyHash: plan.policyHash,
      expiresAt: plan.expiresAt,
      cost: plan.cost,
    });
    return done;
  }
  around.sink.emit({
    ...stamp,
    kind: 'mint.refused',
    claims: claimsOf(ask.identity),
    failures: done.error,
    policyHash: policy.hash,
  });
  return err({ eventId: stamp.id, failures: done.error });
}

async function attempt(
  around: Watched,
  policy: TrustPolicy,
  ask: MintAsk,
  stamp: EventStamp,
): Promise<Outcome<Minted>> {
  const facts = await gather(around, policy, ask.identity);
  if (!facts.ok) return facts;
  const planned = planMint(ask.request, facts.value);
  if (!planned.ok) return planned;
  const plan = planned.value;

  const admission = admissionOf(facts.value, plan, around.leases.instance);
  const intended = await intend(around, ask, stamp.at, plan, admission);
  if (!intended.ok) return intended;
  const lease = intended.value;

  const counting = countCredits(around, admission);
  const created = await create(around, lease, plan);
  const credits = await counting;
  if (!created.ok) return created;
  const issued = created.value;

  const active = await activate(around, lease, plan, issued);
  if (!active.ok) return active;
  const { token, secret } = issued;
  return ok({ eventId: stamp.id, leaseId: lease.id, tokenId: token.id, token: secret, plan, credits });
}
