import type { Failure, Seconds } from '@connect-token/core';
import { backoffMs } from './backoff.ts';

/**
 * The broker says when enough leases will have expired, and most jobs give theirs back sooner: whoever waits for credits asks
 * about once a minute, however far away that time is.
 */
const ASK_EVERY_MS = 60_000;

/** What a job does while the credits of its plan are in use. Nobody is queued: who asks first after some are free gets them. */
export interface CreditsWait {
  /** On top of the time that the mint itself may take. */
  readonly within: Seconds;
  /** Called before each wait, with what the broker said. */
  waiting(pauseMs: number, failure: Failure): void;
}

/**
 * How long to wait after the nth refusal, in milliseconds, or `null` where the time for it is over. The last wait ends with
 * that time, so that it is asked once more then. Up to a quarter more than the pause is left to chance: the jobs of a matrix
 * are refused all at once.
 */
export function creditsPauseMs(
  refusals: number,
  retryAfterMs: number,
  random: number,
  leftMs: number,
): number | null {
  if (leftMs < 1_000) return null;
  const pause = Math.min(ASK_EVERY_MS, backoffMs(refusals, random, retryAfterMs));
  return Math.min(leftMs, pause * (1 + random / 4));
}
