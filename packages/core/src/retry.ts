import type { Lease, Timings } from './lease.ts';
import type { Retry } from './ports.ts';
import { type Instant, instant } from './time.ts';

/** After so many tries, or `timings.stuckAfter`, an operator should look (F12). */
export const STUCK_ATTEMPTS = 10;

/**
 * When a lease whose token could not be ended is tried again: a pause that doubles up to `retryMax`, with full jitter, so that what
 * failed together isn't tried together. For ever: only the flag says that it has been long. `fraction`: from 0 up to, and without, 1.
 * Source: "Exponential Backoff And Jitter", aws.amazon.com/blogs/architecture, for the full jitter.
 */
export function planRetry(
  lease: Pick<Lease, 'attempts' | 'endedAt' | 'stuckAt'>,
  now: Instant,
  fraction: number,
  { retryFirst, retryMax, stuckAfter }: Pick<Timings, 'retryFirst' | 'retryMax' | 'stuckAfter'>,
): Omit<Retry, 'absentAt'> {
  const attempts = lease.attempts + 1;
  const longestMs = Math.min(retryMax, retryFirst * 2 ** lease.attempts) * 1000;
  const isStuck =
    attempts >= STUCK_ATTEMPTS || (lease.endedAt !== null && now - lease.endedAt >= stuckAfter * 1000);
  return {
    attempts,
    // Never at once: a pass that takes what is due would take it for ever.
    nextTryAt: instant(now + Math.max(1, Math.ceil(fraction * longestMs))),
    stuckAt: lease.stuckAt ?? (isStuck ? now : null),
  };
}
