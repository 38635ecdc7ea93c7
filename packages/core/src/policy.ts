import { foldAscii } from './ascii.ts';
import type { Credits } from './credit.ts';
import type { WorkloadIdentity } from './identity.ts';
import { matchesPattern } from './pattern.ts';
import type { RequestedVault } from './requested-scope.ts';
import type { NonEmpty } from './result.ts';
import type { Seconds } from './time.ts';

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
  /** Vault access credits that all leases of this rule may hold together; left out: as many as the account has. */
  readonly creditsMax?: Credits;
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

/** Names can be registered anew by somebody else, ids can't (T1, T2). */
const REQUIRED_CLAIMS = ['repository_id', 'repository_owner_id'] as const satisfies readonly RuleClaim[];

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
  return [...missingIds(rule), ...rule.conditions].flatMap(({ claim, patterns }) => {
    const seen = seenBy(rule, identity, claim);
    const matches = seen !== null && patterns.some((pattern) => matchesClaim(claim, pattern, seen));
    return matches ? [] : [{ condition: claim, allowed: patterns, seen }];
  });
}

/** INVARIANT: a rule that allows without naming both ids allows nobody (T1). The loader refuses it; this is the floor under it. */
const missingIds = ({
  effect,
  conditions,
}: Rule): readonly { claim: RuleClaim; patterns: readonly string[] }[] =>
  effect === 'deny'
    ? []
    : REQUIRED_CLAIMS.filter((required) => !conditions.some(({ claim }) => claim === required)).map(
        (claim) => ({
          claim,
          patterns: [],
        }),
      );

/** A rule that denies takes a ref as it is written: one that reads as none would slip past it. */
const seenBy = ({ effect }: Rule, identity: WorkloadIdentity, claim: RuleClaim): string | null =>
  effect === 'deny' && claim === 'ref' ? identity.ref : readClaim(identity, claim);

/**
 * GitHub takes `Production` and `production` for one environment, and a job may write either: a rule that denies one has to
 * deny the other (T10). Everything else is compared as it is.
 */
const matchesClaim = (claim: RuleClaim, pattern: string, seen: string): boolean =>
  claim === 'environment'
    ? matchesPattern(foldAscii(pattern), foldAscii(seen))
    : matchesPattern(pattern, seen);
