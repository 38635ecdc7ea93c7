import type { Credits } from './credit.ts';
import type { FailureOf } from './error.ts';
import type { Lease } from './lease.ts';
import { sameId } from './server.ts';
import { type Instant, type Seconds, seconds } from './time.ts';

/** Whom a ceiling is for. What has none of its own is bounded by the account's plan alone. */
export type CeilingHolder =
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'server'; readonly serverId: string }
  | { readonly kind: 'vault'; readonly vaultId: string };

/** Whose credits are counted: all of the account's, or those that one ceiling is for. */
export type CreditHolder = CeilingHolder | { readonly kind: 'account' };

/** Vault access credits that one rule, server or vault may take, beside the account's plan. */
export interface Ceiling {
  readonly holder: CeilingHolder;
  readonly limit: Credits;
}

/** `standing`: what tokens that are no lease's take of it already; none of a rule's. */
export interface StandingCeiling extends Ceiling {
  readonly standing: Credits;
}

/** How many of the credits that a lease holds, or is about to, are a holder's. */
export function creditsOf(
  holder: CreditHolder,
  { rule, serverId, vaults }: Pick<Lease, 'rule' | 'serverId' | 'vaults'>,
): Credits {
  switch (holder.kind) {
    case 'account':
      return vaults.length;
    case 'rule':
      return rule === holder.rule ? vaults.length : 0;
    case 'server':
      return sameId(serverId, holder.serverId) ? vaults.length : 0;
    case 'vault':
      return vaults.filter(({ vaultId }) => sameId(vaultId, holder.vaultId)).length;
  }
}

export interface Demand {
  readonly limit: Credits;
  /** By standing tokens, and by what open leases hold. */
  readonly used: Credits;
  readonly needed: Credits;
}

/**
 * Why there is no room, or `undefined` where there is: `used + needed ≤ limit`. What takes nothing, or gives back, always has
 * room: also where more is in use than the limit, since a ceiling may be set below that.
 */
export function refuseBeyond(
  holder: CreditHolder,
  { limit, used, needed }: Demand,
): FailureOf<'CREDITS_EXHAUSTED'> | undefined {
  if (needed <= 0 || used + needed <= limit) return undefined;
  return { code: 'CREDITS_EXHAUSTED', holder, limit, used, needed, retryAfter: null };
}

/** What one lease holds, and until when at most. */
export interface Hold {
  readonly credits: Credits;
  readonly expiresAt: Instant;
}

/** Nobody waits longer for what may change by then anyway. */
const RETRY_AFTER_MAX = seconds(3_600);

/**
 * When to ask again, at the latest: leases expire, the oldest first, until what they hold makes room. At least a second and at most
 * an hour; `null` where there is no room even without any lease. Leases mostly end before they expire, so it is a promise of nothing.
 */
export function earliestRoom(
  { limit, used, needed }: Demand,
  holds: readonly Hold[],
  now: Instant,
): Seconds | null {
  let missing = used + needed - limit;
  for (const { credits, expiresAt } of holds.toSorted((one, other) => one.expiresAt - other.expiresAt)) {
    missing -= credits;
    if (missing > 0) continue;
    const wait = Math.ceil((expiresAt - now) / 1_000);
    return seconds(Math.min(Math.max(wait, 1), RETRY_AFTER_MAX));
  }
  return null;
}
