import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, instant } from '@connect-token/core';

/** Everything that a client needs to know of time, so that tests own it. */
export interface ClientTime extends Clock {
  /** Milliseconds that only move forward, whatever happens to the wall clock: for budgets. */
  elapsedMs(): number;
  /** Keeps the process alive while it waits: a process that ended here would end green, without a token. */
  wait(ms: number): Promise<void>;
  deadline(ms: number): AbortSignal;
  /** From 0 up to, not including, 1: spreads the retries of many clients. */
  random(): number;
}

export const systemTime: ClientTime = {
  now: () => instant(Date.now()),
  // `performance` would do as well, and takes Node a moment to load, which a job pays for twice.
  elapsedMs: () => process.uptime() * 1_000,
  wait: (ms) => sleep(ms),
  deadline: (ms) => AbortSignal.timeout(Math.max(0, Math.ceil(ms))),
  random: () => Math.random(),
};

/** What is left of a time that several calls share. */
export interface Budget {
  leftMs(): number;
}

export function startBudget(time: Pick<ClientTime, 'elapsedMs'>, ms: number): Budget {
  const end = time.elapsedMs() + ms;
  return { leftMs: () => Math.max(0, end - time.elapsedMs()) };
}
