import { err, type Failure, type Result } from '@connect-token/core';
import { backoffMs } from './backoff.ts';
import type { Budget, ClientTime } from './time.ts';

/** A try without an answer. */
export interface Untold {
  readonly failure: Failure;
  /** The same question would get the same answer. */
  readonly final: boolean;
  /** What the other side asks for. */
  readonly retryAfterMs: number | null;
}

export interface Tries {
  readonly most: number;
  /** With less time than this left, another try would only be a longer way to fail. */
  readonly leastMs?: number;
  /** What all of them share. */
  readonly budget: Budget;
  readonly time: Pick<ClientTime, 'random' | 'wait'>;
}

/** Whether a status says that asking once more is no use: a redirect, which nobody follows, or a refusal that isn't "later". */
export const isFinal = (status: number): boolean => status >= 300 && status < 500 && status !== 429;

/** The same question until it is answered, for what may be asked any number of times; `attempts` counts from 1. */
export async function tryAgain<T>(
  { most, leastMs = 0, budget, time }: Tries,
  once: (attempts: number) => Promise<Result<T, Untold>>,
): Promise<Result<T, Failure>> {
  for (let attempts = 1; ; attempts += 1) {
    const told = await once(attempts);
    if (told.ok) return told;
    const { failure, final, retryAfterMs } = told.error;
    const pause = backoffMs(attempts, time.random(), retryAfterMs);
    if (final || attempts >= most || budget.leftMs() <= pause + leastMs) return err(failure);
    await time.wait(pause);
  }
}
