import type { FailureOf } from './error.ts';
import { err, type Result } from './result.ts';
import { floorToSecond, type Instant, parseDuration, plus, type Seconds, seconds } from './time.ts';

/** Below a minute a token would die during the first read of a slow job. */
export const LEASE_LIFETIME_MIN = seconds(60);

/** The longest GitHub-hosted job takes 6 hours, a self-hosted one days; what needs more than one day mints again. */
export const LEASE_LIFETIME_MAX = seconds(86_400);

export const LEASE_LIFETIME_DEFAULT = seconds(900);

/** The ceiling of a policy rule that names none. */
export const RULE_LIFETIME_DEFAULT = seconds(3_600);

/** A lease's lifetime as written, `15m`. Fails with `DURATION_MALFORMED` or `LIFETIME_OUT_OF_RANGE`. */
export function parseLifetime(
  text: string,
): Result<Seconds, FailureOf<'DURATION_MALFORMED' | 'LIFETIME_OUT_OF_RANGE'>> {
  const parsed = parseDuration(text);
  if (!parsed.ok) return parsed;
  const refused = refuseLifetime(parsed.value);
  return refused === undefined ? parsed : err(refused);
}

/** Both bounds are allowed: 60 s and 86,400 s pass. */
export function refuseLifetime(given: Seconds): FailureOf<'LIFETIME_OUT_OF_RANGE'> | undefined {
  if (given >= LEASE_LIFETIME_MIN && given <= LEASE_LIFETIME_MAX) return undefined;
  return { code: 'LIFETIME_OUT_OF_RANGE', given, min: LEASE_LIFETIME_MIN, max: LEASE_LIFETIME_MAX };
}

export interface Expiry {
  readonly lifetime: Seconds;
  /** On a whole second, never later than now + lifetime. */
  readonly expiresAt: Instant;
}

/** The shorter of what was asked (else the default) and the rule's ceiling. */
export function planExpiry(asked: Seconds | undefined, ceiling: Seconds, now: Instant): Expiry {
  const lifetime = seconds(Math.min(asked ?? LEASE_LIFETIME_DEFAULT, ceiling));
  return { lifetime, expiresAt: floorToSecond(plus(now, lifetime)) };
}
