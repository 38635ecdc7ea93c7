import { foldAscii } from './ascii.ts';
import type { Credits } from './credit.ts';
import type { WorkloadIdentity } from './identity.ts';
import { matchesPattern } from './pattern.ts';
import type { RequestedVault } from './requested-scope.ts';
import type { NonEmpty } from './result.ts';
import { type RuleClaim, readClaim } from './rule-claim.ts';
import type { SweepGrant } from './sweep-grant.ts';
import type { Seconds } from './time.ts';

/** Rules from identities to scope and lifetime. Deny by default; a rule that denies wins over every rule that allows. */
export interface TrustPolicy {
  /** SHA-256 of the file as read, in hex: what a decision and its lease record. */
  readonly hash: string;
  readonly rules: readonly Rule[];
}

export type Rule = AllowRule | SweepRule | DenyRule;

export interface AllowRule {
  readonly effect: 'allow';
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly grant: RuleGrant;
}

/** Lets a job look after leases that are not its own. It grants no vault, and no rule that grants vaults lets anybody sweep. */
export interface SweepRule {
  readonly effect: 'sweep';
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly grant: SweepGrant;
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

/** Names can be registered anew by somebody else, ids can't (T1, T2). */
const REQUIRED_CLAIMS = ['repository_id', 'repository_owner_id'] as const satisfies readonly RuleClaim[];

/** One claim must match one of the patterns. An absent claim matches nothing, `*` included. */
export interface Condition {
  readonly claim: RuleClaim;
  readonly patterns: NonEmpty<string>;
}

/** Why a rule didn't apply: the condition, what it allows and what was seen. For the log, never for the caller. */
export interface FailedCondition {
  readonly condition: RuleClaim | 'server' | 'vaults' | 'leases' | 'tokens';
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
  const { rules, reasons } = applyingTo(policy, identity);
  const [first, ...others] = rules.filter((rule) => rule.effect === 'allow');
  return first === undefined
    ? { kind: 'denied', reasons }
    : { kind: 'named', rules: [first, ...others], reasons };
}

/** The rules whose every condition holds, and none of them where one denies; with what speaks against each of the policy's. */
export function applyingTo(
  { rules }: TrustPolicy,
  identity: WorkloadIdentity,
): { readonly rules: readonly (AllowRule | SweepRule)[]; readonly reasons: readonly RuleReason[] } {
  const judged = rules.map((rule) => ({ rule, failed: failedConditions(rule, identity) }));
  const reasons = judged.map(({ rule, failed }) => ({ rule: rule.name, effect: rule.effect, failed }));
  const applying = judged.filter(({ failed }) => failed.length === 0).map(({ rule }) => rule);
  const isDenied = applying.some(({ effect }) => effect === 'deny');
  return { rules: isDenied ? [] : applying.filter((rule) => rule.effect !== 'deny'), reasons };
}

/**
 * Whether any rule is about this repository and its owner, whatever else it asks: such a repository's jobs may have leases, and are no
 * strangers. A last job may come without the environment that the others had, and still end what they left.
 */
export const isOfPolicy = ({ rules }: TrustPolicy, identity: WorkloadIdentity): boolean =>
  rules.some(
    (rule) =>
      rule.effect !== 'deny' &&
      REQUIRED_CLAIMS.every((required) => {
        const condition = rule.conditions.find(({ claim }) => claim === required);
        const seen = readClaim(identity, required);
        return seen !== null && condition?.patterns.some((pattern) => matchesClaim(required, pattern, seen));
      }),
  );

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
