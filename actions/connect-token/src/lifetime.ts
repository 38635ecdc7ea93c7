import { formatDuration, LEASE_LIFETIME_MAX, type Seconds, seconds } from '@connect-token/core';

/** A lifetime and what it was held against; `max`: what the rule allows, `null` where nobody says. */
export interface Lifetime {
  readonly lifetime: Seconds;
  readonly max: Seconds | null;
}

const STEP = 300;

/**
 * What to do about a token that was dead `overdue` before its job was done. Minting later is always the better half of it: the
 * lifetime that is proposed is the one that would have been needed, in steps of five minutes.
 */
export function adviseLifetime({ lifetime, max }: Lifetime, overdue: Seconds): string {
  const needed = seconds(Math.ceil((lifetime + overdue) / STEP) * STEP);
  if (needed > (max ?? LEASE_LIFETIME_MAX))
    return `mint later in the job; ${max === null ? 'no token lives' : 'your rule allows none'} for longer than ${formatDuration(max ?? LEASE_LIFETIME_MAX)}`;
  const allowed = max === null ? '' : `; your rule allows up to ${formatDuration(max)}`;
  return `mint later in the job, or \`expires-in: ${formatDuration(needed)}\`${allowed}`;
}

/** A length of time as a person says it: without seconds from two minutes on. */
export const roughly = (span: Seconds): string =>
  formatDuration(span < 120 ? span : seconds(Math.floor(span / 60) * 60));
