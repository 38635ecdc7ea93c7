import { type Clock, type FailureOf, type Instant, seconds } from '@connect-token/core';

/** Callers remembered at a time, some 10 MB; past that, newcomers share one allowance. */
const CALLERS_MAX = 100_000;

const MINUTE_MS = 60_000;

/** So many requests a minute for each caller, all at once or spread out. */
export interface RateLimit {
  /** Counts a request; answers why it is one too many. */
  take(caller: string): FailureOf<'RATE_LIMITED'> | undefined;
  /** Uncounts the last: it turned out not to be what is limited. */
  giveBack(caller: string): void;
}

/**
 * The generic cell rate algorithm: of each caller one instant is kept, at which its allowance is full again. There is no
 * window whose edge would let twice the allowance through. Source: ITU-T I.371, annex A.
 */
export function createRateLimit(what: string, perMinute: number, clock: Clock): RateLimit {
  const fullAt = new Map<string, number>();
  const costMs = MINUTE_MS / perMinute;
  let sweptAt = clock.now();

  const sweep = (now: Instant): void => {
    if (Math.abs(now - sweptAt) < 1_000) return;
    sweptAt = now;
    for (const [caller, full] of fullAt) if (full <= now) fullAt.delete(caller);
  };
  const slotOf = (caller: string, now: Instant): string => {
    if (fullAt.has(caller) || fullAt.size < CALLERS_MAX) return caller;
    sweep(now);
    return fullAt.size < CALLERS_MAX ? caller : '';
  };
  return {
    take: (caller) => {
      const now = clock.now();
      const slot = slotOf(caller, now);
      // A clock that was set back must not lock anybody out for longer than the minute.
      const full = Math.min(Math.max(fullAt.get(slot) ?? now, now), now + MINUTE_MS);
      const waitMs = full + costMs - (now + MINUTE_MS);
      if (waitMs > 0) {
        fullAt.set(slot, full);
        const retryAfter = seconds(Math.ceil(waitMs / 1000));
        return { code: 'RATE_LIMITED', limit: `at most ${perMinute} ${what} a minute`, retryAfter };
      }
      fullAt.set(slot, full + costMs);
      return undefined;
    },
    giveBack: (caller) => {
      const full = fullAt.get(caller);
      if (full !== undefined) fullAt.set(caller, full - costMs);
    },
  };
}
