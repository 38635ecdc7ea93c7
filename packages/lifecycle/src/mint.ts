import {
  type CallFailure,
  err,
  type Failure,
  type IssuedToken,
  jobOf,
  type Lease,
  type LeaseIntent,
  leaseTokenName,
  type MintFacts,
  type MintPlan,
  type MintRequest,
  type NonEmpty,
  ok,
  planMint,
  plus,
  type Result,
  type Secret,
  sameScope,
  standingOf,
  standingUsage,
  tokenVaults,
  type WorkloadIdentity,
} from '@connect-token/core';
import { call, storeAway } from './call.ts';
import { claimsOf } from './claims.ts';
import { settle } from './settlement.ts';
import { type Surroundings, stampNow } from './surroundings.ts';

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
}

/** What the caller may quote, and the failures with their evidence. */
export interface Refused {
  readonly eventId: string;
  readonly failures: NonEmpty<Failure>;
}

type Outcome<T> = Result<T, NonEmpty<Failure>>;

/**
 * One token for one job, or a reason: gather → decide → intent → create → compare → activate, and only then an answer.
 * Whatever breaks in between, the intent is on disk, and the reaper ends what it may have led to.
 * Source: docs/lease-protocol.md, "Mint".
 */
export async function mint(around: Surroundings, ask: MintAsk): Promise<Result<Minted, Refused>> {
  const stamp = stampNow(around);
  const done = await attempt(around, ask, stamp.id);
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
    policyHash: around.policy.hash,
  });
  return err({ eventId: stamp.id, failures: done.error });
}

async function attempt(around: Surroundings, ask: MintAsk, eventId: string): Promise<Outcome<Minted>> {
  const facts = await gather(around, ask.identity);
  if (!facts.ok) return facts;
  const planned = planMint(ask.request, facts.value);
  if (!planned.ok) return planned;
  const plan = planned.value;

  const intended = await intend(around, ask, plan, facts.value.standing);
  if (!intended.ok) return intended;
  const lease = intended.value;

  const created = await create(around, lease, plan);
  if (!created.ok) return created;
  const issued = created.value;

  const active = await activate(around, lease, plan, issued);
  if (!active.ok) return active;
  return ok({ eventId, leaseId: lease.id, tokenId: issued.token.id, token: issued.secret, plan });
}

interface GatheredFacts extends MintFacts {
  readonly standing: number;
}

async function gather(around: Surroundings, identity: WorkloadIdentity): Promise<Outcome<GatheredFacts>> {
  const { controlPlane, policy, plan, builtIn, clock } = around;
  // A stranger costs no call to the control plane.
  const standing = standingOf(policy, identity);
  if (standing.kind === 'denied') return err([{ code: 'POLICY_DENIED', reasons: standing.reasons }]);

  const metered = plan.kind === 'metered';
  const [vaults, servers, tokens, held] = await Promise.all([
    call(around, controlPlane.vaults.list()),
    call(around, controlPlane.servers.list()),
    metered ? call(around, controlPlane.tokens.list()) : ok([]),
    metered ? heldCredits(around) : ok(0),
  ]);
  if (!vaults.ok) return err([vaults.error.failure]);
  if (!servers.ok) return err([servers.error.failure]);
  if (!tokens.ok) return err([tokens.error.failure]);
  if (!held.ok) return err([held.error]);

  const now = clock.now();
  const used = standingUsage(tokens.value, servers.value, around.leases.instance, now);
  return ok({
    identity,
    policy,
    servers: servers.value,
    vaults: vaults.value,
    builtIn,
    plan,
    standing: used,
    used: used + held.value,
    now,
  });
}

async function heldCredits({ leases }: Surroundings): Promise<Result<number, Failure>> {
  try {
    return ok(await leases.heldCredits());
  } catch (cause) {
    return err(storeAway(cause));
  }
}

async function intend(
  around: Surroundings,
  ask: MintAsk,
  plan: MintPlan,
  standing: number,
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
    admission: { plan: around.plan, standing },
    claims: claimsOf(ask.identity),
  };
  try {
    const intended = await leases.intend(intent, stampNow(around));
    return intended.ok ? intended : err([intended.error]);
  } catch (cause) {
    return err([storeAway(cause)]);
  }
}

async function create(around: Surroundings, lease: Lease, plan: MintPlan): Promise<Outcome<IssuedToken>> {
  const { controlPlane, clock } = around;
  // The process may have been stopped since the intent: past the deadline the reaper takes the lease for abandoned.
  if (clock.now() >= lease.sendDeadline) {
    return notCreated(around, lease, {
      code: 'CONTROL_PLANE_UNAVAILABLE',
      cause: 'the intent was too old to be sent',
    });
  }
  const order = {
    name: lease.tokenName,
    serverId: plan.server.id,
    scope: plan.scope,
    expiresAt: plan.expiresAt,
  };
  const undoLate = (result: Result<IssuedToken, CallFailure>): void => {
    if (result.ok) void call(around, controlPlane.tokens.delete(result.value.token.id));
  };
  const created = await call(around, controlPlane.tokens.create(order), undoLate);
  if (created.ok) return created;
  const { effect, failure } = created.error;
  if (effect === 'none') return notCreated(around, lease, failure);
  const cause = 'cause' in failure ? failure.cause : failure.code;
  return ended(around, lease, 'outcome-unknown', { code: 'OUTCOME_UNKNOWN', leaseId: lease.id, cause });
}

async function notCreated(around: Surroundings, lease: Lease, failure: Failure): Promise<Outcome<never>> {
  try {
    await around.leases.abandon(lease.id, stampNow(around));
    return err([failure]);
  } catch (cause) {
    return err([failure, storeAway(cause)]);
  }
}

async function activate(
  around: Surroundings,
  lease: Lease,
  plan: MintPlan,
  { token, secret }: IssuedToken,
): Promise<Outcome<true>> {
  const fits =
    sameScope(token.vaults, lease.vaults) && token.expiresAt !== null && token.expiresAt <= plan.expiresAt;
  const known: Lease = { ...lease, tokenId: token.id };
  if (!fits) return ended(around, known, 'scope-mismatch', { code: 'SCOPE_MISMATCH', leaseId: lease.id });
  try {
    const sha256 = around.digest(secret);
    if (await around.leases.activate(lease.id, { id: token.id, sha256 }, stampNow(around))) return ok(true);
  } catch (cause) {
    // The row may be active or not: either way the token goes, and the reaper finds the row by name or by expiry.
    await call(around, around.controlPlane.tokens.delete(token.id));
    return err([storeAway(cause)]);
  }
  // Ended while its token was being made: nobody will ever hold the token, so it ends here and now.
  await settle(around, known);
  return err([{ code: 'LEASE_ENDED', leaseId: lease.id }]);
}

async function ended(
  around: Surroundings,
  lease: Lease,
  reason: 'outcome-unknown' | 'scope-mismatch',
  failure: Failure,
): Promise<Outcome<never>> {
  const stamp = stampNow(around);
  try {
    await around.leases.end({ by: 'id', leaseId: lease.id }, reason, { kind: 'never' }, stamp);
    around.sink.emit({ ...stamp, kind: 'lease.ending', leaseId: lease.id, reason });
    if (lease.tokenId !== null) await settle(around, lease);
    return err([failure]);
  } catch (cause) {
    return err([failure, storeAway(cause)]);
  }
}
