import { type Ceiling, creditsOf } from './ceiling.ts';
import type { Credits } from './credit.ts';
import { decide, grantedServers } from './decision.ts';
import type { Failure } from './error.ts';
import { planExpiry, refuseLifetime } from './expiry.ts';
import type { WorkloadIdentity } from './identity.ts';
import { type NamedCeiling, resolveCeilings } from './named-ceiling.ts';
import { type AllowRule, standingOf, type TrustPolicy } from './policy.ts';
import type { RequestedScope } from './requested-scope.ts';
import { lookUp } from './resolve.ts';
import { err, isNonEmpty, type NonEmpty, ok, type Result } from './result.ts';
import { resolveScope, type Scope, tokenVaults } from './scope.ts';
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
  /** The configuration's. */
  readonly ceilings: readonly NamedCeiling[];
  readonly now: Instant;
}

export interface MintPlan {
  readonly server: Server;
  readonly scope: Scope;
  readonly rule: string;
  readonly policyHash: string;
  readonly lifetime: Seconds;
  /** What the rule allows at most: where more was asked for, the lifetime is this. */
  readonly lifetimeMax: Seconds;
  readonly expiresAt: Instant;
  readonly cost: Credits;
  /** Of the rule, the server and the vaults, where they have any. The store counts, in the transaction that writes the intent. */
  readonly ceilings: readonly Ceiling[];
}

/**
 * The whole decision but for the credits, which are counted where they are taken: who is asking → which server → which vaults → does
 * one rule allow exactly that → how long. Strangers are turned away first (`POLICY_DENIED`, and nothing else); whoever a rule names hears of every mistake at once.
 */
export function planMint(request: MintRequest, facts: MintFacts): Result<MintPlan, NonEmpty<Failure>> {
  const standing = standingOf(facts.policy, facts.identity);
  if (standing.kind === 'denied') return err([{ code: 'POLICY_DENIED', reasons: standing.reasons }]);

  const asked = resolveRequest(request, standing.rules, facts);
  if (!asked.ok) return asked;
  const { server, scope } = asked.value;

  const decision = decide(standing.rules, server, scope, facts);
  if (decision.kind === 'deny') {
    const others = standing.reasons.filter(({ failed }) => failed.length > 0);
    return err([{ code: 'POLICY_DENIED', reasons: [...decision.reasons, ...others] }]);
  }

  const cost = scope.length;
  return ok({
    server,
    scope,
    rule: decision.rule.name,
    policyHash: facts.policy.hash,
    ...planExpiry(request.lifetime, decision.rule.grant.lifetimeMax, facts.now),
    lifetimeMax: decision.rule.grant.lifetimeMax,
    cost,
    ceilings: ceilingsOf(decision.rule, server, scope, facts),
  });
}

/** Each that this lease would take of. */
function ceilingsOf(
  { name: rule, grant: { creditsMax } }: AllowRule,
  server: Server,
  scope: Scope,
  facts: MintFacts,
): readonly Ceiling[] {
  const holder = { kind: 'rule', rule } as const;
  const ofRule = creditsMax === undefined ? [] : [{ holder, limit: creditsMax }];
  const taken = { rule, serverId: server.id, vaults: tokenVaults(scope) };
  const others = resolveCeilings(facts.ceilings, facts).filter((each) => creditsOf(each.holder, taken) > 0);
  return [...ofRule, ...others];
}

/** The names of a request as things, with every mistake in it; its vaults can be judged only where its server is known. */
function resolveRequest(
  request: MintRequest,
  rules: NonEmpty<AllowRule>,
  { servers, vaults, builtIn }: MintFacts,
): Result<{ readonly server: Server; readonly scope: Scope }, NonEmpty<Failure>> {
  const outOfRange = request.lifetime === undefined ? undefined : refuseLifetime(request.lifetime);
  const lifetime = outOfRange === undefined ? [] : [outOfRange];
  const server = chooseServer(request.server, rules, servers);
  if (!server.ok) return err([server.error, ...lifetime]);
  const scope = resolveScope(request.scope, { server: server.value, vaults, builtIn });
  if (!scope.ok) return err([...scope.error, ...lifetime]);
  return isNonEmpty(lifetime) ? err(lifetime) : ok({ server: server.value, scope: scope.value });
}

function chooseServer(
  text: string | undefined,
  rules: NonEmpty<AllowRule>,
  servers: readonly Server[],
): Result<Server, Failure> {
  if (text === undefined) {
    const granted = grantedServers(rules, servers);
    const [only] = granted;
    if (only !== undefined && granted.length === 1) return ok(only);
    return err({ code: 'SERVER_REQUIRED', servers: granted.map(({ name }) => name) });
  }
  const found = lookUp(text, servers);
  if (found.kind === 'one') return ok(found.thing);
  return found.kind === 'many'
    ? err({ code: 'SERVER_AMBIGUOUS', server: text, ids: found.ids })
    : err({ code: 'SERVER_UNKNOWN', server: text, nearest: found.nearest });
}
