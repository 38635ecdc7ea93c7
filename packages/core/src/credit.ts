import { foldAscii } from './ascii.ts';
import { type CreditHolder, refuseBeyond } from './ceiling.ts';
import type { FailureOf } from './error.ts';
import { holdsCredits, isLeaseTokenName, type Lease } from './lease.ts';
import { type Server, sameId } from './server.ts';
import type { Instant } from './time.ts';
import { isLive, reach, type Token } from './token.ts';

/** A whole number of vault access credits: one credit is one vault reached by one token. */
export type Credits = number;

/**
 * `unlimited` is 1Password's own since 2025-02-27; `metered` is an operator's ceiling.
 * Source: 1password.dev, "Secrets Automation", vault access credits.
 */
export type CreditPlan =
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'metered'; readonly limit: Credits };

/** Whether a plan admits more than another one. */
export const isWiderPlan = (one: CreditPlan, other: CreditPlan): boolean =>
  other.kind === 'metered' && (one.kind === 'unlimited' || one.limit > other.limit);

/** The stricter of two ceilings: the account's own plan, and the one in the broker's configuration. */
export const strictestPlan = (one: CreditPlan, other: CreditPlan): CreditPlan =>
  isWiderPlan(one, other) ? other : one;

/** 1Password's number: Σ over active, unexpired tokens of the vaults that each reaches through its server's grants. */
export function usage(tokens: readonly Token[], servers: readonly Server[], at: Instant): Credits {
  // Looked up by id, because an account may have ten thousand of both.
  const byId = new Map(servers.map((server) => [foldAscii(server.id), server]));
  return tokens.reduce((sum, token) => {
    const server = byId.get(foldAscii(token.serverId));
    return server === undefined || !isLive(token, at) ? sum : sum + reach(token, server).length;
  }, 0);
}

/** The tokens that no lease of this instance accounts for: leases are counted by `held`, from their intent on. */
export const standingTokens = (tokens: readonly Token[], instance: string): readonly Token[] =>
  tokens.filter(({ name }) => !isLeaseTokenName(name, instance));

export const standingUsage = (
  tokens: readonly Token[],
  servers: readonly Server[],
  instance: string,
  at: Instant,
): Credits => usage(standingTokens(tokens, instance), servers, at);

/** The same of one holder: what a ceiling counts beside the leases. No standing token has a rule. */
export function standingOn(
  holder: CreditHolder,
  tokens: readonly Token[],
  servers: readonly Server[],
  instance: string,
  at: Instant,
): Credits {
  const standing = standingTokens(tokens, instance);
  switch (holder.kind) {
    case 'account':
      return usage(standing, servers, at);
    case 'rule':
      return 0;
    case 'server':
      return usage(
        standing,
        servers.filter(({ id }) => sameId(id, holder.serverId)),
        at,
      );
    case 'vault':
      return usage(
        standing.map((token) => within(token, holder.vaultId)),
        servers,
        at,
      );
  }
}

/** A token as if one vault were all of its scope. */
const within = (token: Token, vault: string): Token => ({
  ...token,
  vaults: token.vaults.filter(({ vaultId }) => sameId(vaultId, vault)),
});

/** Ours: Σ over open leases of the vaults in their plan, whether or not a token exists yet or has expired already. */
export const held = (leases: readonly Pick<Lease, 'state' | 'vaults'>[]): Credits =>
  leases.filter(({ state }) => holdsCredits(state)).reduce((sum, { vaults }) => sum + vaults.length, 0);

export interface Admission {
  readonly plan: CreditPlan;
  /** Usage of standing tokens, plus what open leases hold. */
  readonly used: Credits;
  readonly needed: Credits;
}

/** Why a plan has no room, or `undefined` where it has: `refuseBeyond`, of all of the account's credits. */
export function refuseCredits({ plan, used, needed }: Admission): FailureOf<'CREDITS_EXHAUSTED'> | undefined {
  return plan.kind === 'unlimited'
    ? undefined
    : refuseBeyond({ kind: 'account' }, { limit: plan.limit, used, needed });
}
