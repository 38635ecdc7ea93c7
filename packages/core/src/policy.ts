import { covers } from './access.ts';
import type { WorkloadIdentity } from './identity.ts';
import { lookUp } from './resolve.ts';
import type { NonEmpty } from './result.ts';
import { formatEntry, type RequestedVault, type Scope } from './scope.ts';
import { type Server, sameId } from './server.ts';
import type { Seconds } from './time.ts';
import type { Vault } from './vault.ts';

/** Rules from identities to scope and lifetime. Deny by default; a rule that denies wins over every rule that allows. */
export interface TrustPolicy {
  /** SHA-256 of the file as read, in hex: what a decision and its lease record. */
  readonly hash: string;
  readonly rules: readonly Rule[];
}

export type Rule = AllowRule | DenyRule;

export interface AllowRule {
  readonly effect: 'allow';
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly grant: RuleGrant;
}

export interface DenyRule {
  readonly effect: 'deny';
  readonly name: string;
  readonly conditions: readonly Condition[];
}

export interface RuleGrant {
  /** Names or ids; never empty. */
  readonly servers: readonly string[];
  /** Names or ids; an entry without access allows whatever the server has. Never empty. */
  readonly vaults: readonly Pick<RequestedVault, 'vault' | 'access'>[];
  readonly lifetimeMax: Seconds;
}

/** The claims that a rule may read. `sub` isn't one of them (T3), nor are `head_ref` and `base_ref` (T5). */
export const RULE_CLAIMS = [
  'repository_id',
  'repository_owner_id',
  'repository',
  'ref',
  'environment',
  'event',
  'workflow',
  'job_workflow',
] as const;

export type RuleClaim = (typeof RULE_CLAIMS)[number];

/** One claim must match one of the patterns. An absent claim matches nothing, `*` included. */
export interface Condition {
  readonly claim: RuleClaim;
  readonly patterns: NonEmpty<string>;
}

/** What a rule says without an `event` of its own: events that only someone with write access can cause (T4). */
export const EVENTS_DEFAULT: NonEmpty<string> = ['push', 'workflow_dispatch', 'schedule', 'release'];

/** Events that run with the base repository's identity while a stranger chose code or text (T4): a rule says `dangerous: true`. */
export const EVENTS_DANGEROUS: readonly string[] = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_comment',
  'fork',
  'watch',
  'gollum',
  'status',
  'check_run',
  'check_suite',
  'label',
  'milestone',
];

export const PATTERN_MAX = 256;

/**
 * An exact value, or one trailing `*` for the rest of the last path segment: `refs/heads/release-*` matches
 * `refs/heads/release-1` and not `refs/heads/release-1/x`. No regular expressions: `a|b` escapes anchors, and
 * backtracking stops the event loop (T12).
 */
export function matchesPattern(pattern: string, value: string): boolean {
  if (!pattern.endsWith('*')) return pattern === value;
  const prefix = pattern.slice(0, -1);
  return value.startsWith(prefix) && !value.slice(prefix.length).includes('/');
}

/** What a claim reads in a verified identity. */
export function readClaim(identity: WorkloadIdentity, claim: RuleClaim): string | null {
  switch (claim) {
    case 'repository_id':
      return identity.repositoryId;
    case 'repository_owner_id':
      return identity.repositoryOwnerId;
    case 'repository':
      return identity.repository;
    case 'ref':
      return readRef(identity);
    case 'environment':
      return identity.environment;
    case 'event':
      return identity.event;
    case 'workflow':
      return identity.workflowRef;
    case 'job_workflow':
      return identity.jobWorkflowRef;
  }
}

/** A ref whose type disagrees with its name reads as none: a tag can't pass for a branch of the same name (T6). */
function readRef({ ref, refType }: WorkloadIdentity): string | null {
  if (ref === null || refType === null) return ref;
  const said = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  return said === refType ? ref : null;
}

/** Why a rule didn't apply: the condition, what it allows and what was seen. For the log, never for the caller. */
export interface FailedCondition {
  readonly condition: RuleClaim | 'server' | 'vaults';
  readonly allowed: readonly string[];
  readonly seen: string | null;
}

export interface RuleReason {
  readonly rule: string;
  readonly effect: Rule['effect'];
  readonly failed: readonly FailedCondition[];
}

/** The rules that speak for this identity, before anything is known of what it asks for. */
export type Standing =
  | { readonly kind: 'named'; readonly rules: NonEmpty<AllowRule>; readonly reasons: readonly RuleReason[] }
  | { readonly kind: 'denied'; readonly reasons: readonly RuleReason[] };

/**
 * Which rules name this identity. A caller that none names, or that a deny rule names, is refused here, before any name it
 * gave is looked up: a stranger with a valid GitHub identity learns nothing about the account.
 */
export function standingOf(policy: TrustPolicy, identity: WorkloadIdentity): Standing {
  const judged = policy.rules.map((rule) => ({ rule, failed: failedConditions(rule, identity) }));
  const reasons = judged.map(({ rule, failed }) => ({ rule: rule.name, effect: rule.effect, failed }));
  const applying = judged.filter(({ failed }) => failed.length === 0).map(({ rule }) => rule);
  const [first, ...others] = applying.filter((rule) => rule.effect === 'allow');
  if (first === undefined || applying.some((rule) => rule.effect === 'deny'))
    return { kind: 'denied', reasons };
  return { kind: 'named', rules: [first, ...others], reasons };
}

function failedConditions(rule: Rule, identity: WorkloadIdentity): readonly FailedCondition[] {
  return rule.conditions.flatMap(({ claim, patterns }) => {
    const seen = readClaim(identity, claim);
    const matches = seen !== null && patterns.some((pattern) => matchesPattern(pattern, seen));
    return matches ? [] : [{ condition: claim, allowed: patterns, seen }];
  });
}

/** The account as far as the names in rules need it. */
export interface PolicyWorld {
  readonly servers: readonly Server[];
  readonly vaults: readonly Vault[];
}

export type Decision =
  | { readonly kind: 'allow'; readonly rule: AllowRule }
  | { readonly kind: 'deny'; readonly reasons: readonly RuleReason[] };

/**
 * The one rule that covers the whole request. Rules are never merged; of several that cover it, the one with the longest
 * lifetime decides, then the first name: so the order of the file means nothing, and a condition added to a rule can only
 * take away (T13). A name in a rule that is unknown or ambiguous grants nothing.
 */
export function decide(
  rules: NonEmpty<AllowRule>,
  server: Server,
  scope: Scope,
  world: PolicyWorld,
): Decision {
  const judged = rules.map((rule) => ({ rule, failed: uncovered(rule.grant, server, scope, world) }));
  const [best] = judged
    .filter(({ failed }) => failed.length === 0)
    .map(({ rule }) => rule)
    .sort(
      (one, other) => other.grant.lifetimeMax - one.grant.lifetimeMax || compareNames(one.name, other.name),
    );
  if (best !== undefined) return { kind: 'allow', rule: best };
  return {
    kind: 'deny',
    reasons: judged.map(({ rule, failed }) => ({ rule: rule.name, effect: 'allow', failed })),
  };
}

const compareNames = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function uncovered(
  grant: RuleGrant,
  server: Server,
  scope: Scope,
  world: PolicyWorld,
): readonly FailedCondition[] {
  const failed: FailedCondition[] = [];
  if (!grant.servers.some((text) => names(text, server, world.servers))) {
    failed.push({ condition: 'server', allowed: grant.servers, seen: server.name });
  }
  const allowed = grant.vaults.map(formatEntry);
  for (const { vault, access } of scope) {
    const granted = grant.vaults.some(
      (entry) =>
        names(entry.vault, vault, world.vaults) &&
        (entry.access === undefined || covers(entry.access, access)),
    );
    if (!granted)
      failed.push({ condition: 'vaults', allowed, seen: formatEntry({ vault: vault.name, access }) });
  }
  return failed;
}

function names<T extends { readonly id: string; readonly name: string }>(
  text: string,
  thing: T,
  things: readonly T[],
): boolean {
  const found = lookUp(text, things);
  return found.kind === 'one' && sameId(found.thing.id, thing.id);
}

/** The servers that rules grant, for a request that names none. Names that don't resolve are left out. */
export function grantedServers(rules: readonly AllowRule[], servers: readonly Server[]): readonly Server[] {
  return servers.filter((server) =>
    rules.some(({ grant }) => grant.servers.some((text) => names(text, server, servers))),
  );
}
