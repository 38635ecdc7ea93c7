import { type CreditPlan, type Credits, refuseCredits } from './credit.ts';
import type { Failure } from './error.ts';
import { planExpiry, refuseLifetime } from './expiry.ts';
import type { WorkloadIdentity } from './identity.ts';
import { type AllowRule, decide, grantedServers, standingOf, type TrustPolicy } from './policy.ts';
import { lookUp } from './resolve.ts';
import { err, isNonEmpty, type NonEmpty, ok, type Result } from './result.ts';
import { type RequestedScope, resolveScope, type Scope } from './scope.ts';
import type { Server } from './server.ts';
import type { Instant, Seconds } from './time.ts';
import type { BuiltInRule, Vault } from './vault.ts';

/** What a job asks for. */
export interface MintRequest {
  /** A name or an id; `undefined` where the rule grants exactly one. */
  readonly server: string | undefined;
  readonly scope: RequestedScope;
  readonly lifetime: Seconds | undefined;
}

/** Everything that the decision needs to know, gathered beforehand. */
export interface MintFacts {
  readonly identity: WorkloadIdentity;
  readonly policy: TrustPolicy;
  readonly servers: readonly Server[];
  readonly vaults: readonly Vault[];
  readonly builtIn: BuiltInRule;
  readonly plan: CreditPlan;
  /** Usage of standing tokens, plus what open leases hold. The store admits again inside the transaction that writes the intent. */
  readonly used: Credits;
  readonly now: Instant;
}

export interface MintPlan {
  readonly server: Server;
  readonly scope: Scope;
  readonly rule: string;
  readonly policyHash: string;
  readonly lifetime: Seconds;
  readonly expiresAt: Instant;
  readonly cost: Credits;
}

/**
 * The whole decision: who is asking → which server → which vaults → does one rule allow exactly that → how long → is there
 * room. Strangers are turned away first (`POLICY_DENIED`, and nothing else); whoever a rule names hears of every mistake at once.
 */
export function planMint(request: MintRequest, facts: MintFacts): Result<MintPlan, NonEmpty<Failure>> {
  const standing = standingOf(facts.policy, facts.identity);
  if (standing.kind === 'denied') return err([{ code: 'POLICY_DENIED', reasons: standing.reasons }]);

  const server = chooseServer(request.server, standing.rules, facts.servers);
  const scope = server.ok
    ? resolveScope(request.scope, { server: server.value, vaults: facts.vaults, builtIn: facts.builtIn })
    : ok(undefined);
  const lifetimeRefused = request.lifetime === undefined ? undefined : refuseLifetime(request.lifetime);

  const failures: Failure[] = [];
  if (!server.ok) failures.push(server.error);
  if (!scope.ok) failures.push(...scope.error);
  if (lifetimeRefused !== undefined) failures.push(lifetimeRefused);
  if (isNonEmpty(failures)) return err(failures);
  if (!server.ok || !scope.ok || scope.value === undefined)
    throw new Error('invariant: a refusal without a failure');

  const decision = decide(standing.rules, server.value, scope.value, facts);
  if (decision.kind === 'deny') {
    const others = standing.reasons.filter(({ failed }) => failed.length > 0);
    return err([{ code: 'POLICY_DENIED', reasons: [...decision.reasons, ...others] }]);
  }

  const cost = scope.value.length;
  const noCredits = refuseCredits({ plan: facts.plan, used: facts.used, needed: cost });
  if (noCredits !== undefined) return err([noCredits]);
  return ok({
    server: server.value,
    scope: scope.value,
    rule: decision.rule.name,
    policyHash: facts.policy.hash,
    ...planExpiry(request.lifetime, decision.rule.grant.lifetimeMax, facts.now),
    cost,
  });
}

function chooseServer(
  text: string | undefined,
  rules: NonEmpty<AllowRule>,
  servers: readonly Server[],
): Result<Server, Failure> {
  if (text === undefined) {
    const [only, ...more] = grantedServers(rules, servers);
    if (only !== undefined && more.length === 0) return ok(only);
    return err({
      code: 'SERVER_REQUIRED',
      servers: only === undefined ? [] : [only, ...more].map(({ name }) => name),
    });
  }
  const found = lookUp(text, servers);
  if (found.kind === 'one') return ok(found.thing);
  return found.kind === 'many'
    ? err({ code: 'SERVER_AMBIGUOUS', server: text, ids: found.ids })
    : err({ code: 'SERVER_UNKNOWN', server: text, nearest: found.nearest });
}
