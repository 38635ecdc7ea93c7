import type { FailureOf } from './error.ts';
import type { WorkloadIdentity } from './identity.ts';
import type { Lease } from './lease.ts';
import { applyingTo, type SweepRule, type TrustPolicy } from './policy.ts';
import { err, ok, type Result } from './result.ts';
import type { LeaseRight, TokenRight } from './sweep-grant.ts';
import type { Instant } from './time.ts';
import type { Token } from './token.ts';

type Denied = FailureOf<'POLICY_DENIED'>;

/**
 * The repositories whose leases a job may list, or end: those of every rule that names it and has that right. Fails where there is no
 * such rule. Rules aren't merged: each gives a right to its own repositories.
 */
export function sweptRepositories(
  policy: TrustPolicy,
  identity: WorkloadIdentity,
  right: LeaseRight,
): Result<ReadonlySet<string>, Denied> {
  const rules = sweepRules(policy, identity, 'leases', ({ grant }) => grant.leases, right);
  return rules.ok ? ok(new Set(rules.value.flatMap(({ grant }) => grant.repositories))) : rules;
}

/** Why a job may not hear of the account's standing tokens, or `undefined` where it may. */
export function refuseTokens(
  policy: TrustPolicy,
  identity: WorkloadIdentity,
  right: TokenRight,
): Denied | undefined {
  const rules = sweepRules(policy, identity, 'tokens', ({ grant }) => grant.tokens, right);
  return rules.ok ? undefined : rules.error;
}

function sweepRules<R extends string>(
  policy: TrustPolicy,
  identity: WorkloadIdentity,
  condition: 'leases' | 'tokens',
  rightsOf: (rule: SweepRule) => readonly R[],
  right: R,
): Result<readonly SweepRule[], Denied> {
  const { rules, reasons } = applyingTo(policy, identity);
  const sweeping = rules.filter((rule) => rule.effect === 'sweep');
  const able = sweeping.filter((rule) => rightsOf(rule).includes(right));
  if (able.length > 0) return ok(able);
  const without = sweeping.map((rule) => ({
    rule: rule.name,
    effect: rule.effect,
    failed: [{ condition, allowed: rightsOf(rule), seen: right }],
  }));
  // Where none applies, a rule that denies may be why: of that one no condition failed.
  const others = sweeping.length === 0 ? reasons : reasons.filter(({ failed }) => failed.length > 0);
  return err({ code: 'POLICY_DENIED', reasons: [...without, ...others] });
}

/** Whether a lease is one of those: a repository's id means nothing without its issuer. */
export const isSwept = (
  { job }: Pick<Lease, 'job'>,
  { issuer }: Pick<WorkloadIdentity, 'issuer'>,
  repositories: ReadonlySet<string>,
): boolean => job !== null && job.issuer === issuer && repositories.has(job.repositoryId);

const DAY_MS = 86_400_000;

/** What speaks for taking a standing token away. */
export type TokenConcern = 'no-expiry' | 'unused';

/** What is known of the uses of tokens: each since an instant, and what came before is forgotten. */
export interface UnusedRule {
  readonly days: number;
  readonly usesSince: Instant;
}

/** Whether what is remembered is long enough to call a token unused of which no use is known. */
export const reachesBack = ({ days, usesSince }: UnusedRule, now: Instant): boolean =>
  usesSince <= now - days * DAY_MS;

/**
 * `unused`: `null` where nobody asks, or where the account knows nothing of uses. Where no use is known, the last one may have been right
 * before what is remembered: so many days have to have passed since then, too, and since the token was made.
 */
export function concernsAbout(
  token: Pick<Token, 'createdAt' | 'expiresAt'> & { readonly lastUsedAt: Instant | null },
  unused: UnusedRule | null,
  now: Instant,
): readonly TokenConcern[] {
  const concerns: TokenConcern[] = token.expiresAt === null ? ['no-expiry'] : [];
  if (unused !== null) {
    const since = token.lastUsedAt ?? Math.max(token.createdAt, unused.usesSince);
    if (since <= now - unused.days * DAY_MS) concerns.push('unused');
  }
  return concerns;
}
