import { type Seconds, seconds, type Timer } from '@connect-token/core';
import { emptyMemory } from './poll-memory.ts';
import { askOnce, type PassParts } from './poll-pass.ts';

/** How soon a job whose webhook was lost is found: `after` + `every`, and one round trip more, is less than two minutes (F24). */
export interface PollTimings {
  readonly every: Seconds;
  /** A lease that is younger is left to its post step and to webhooks. */
  readonly after: Seconds;
}

export const POLL_TIMINGS: PollTimings = { every: seconds(45), after: seconds(60) };

export interface PollerParts extends PassParts {
  readonly timer: Timer;
  readonly timings: PollTimings;
}

export interface Poller {
  /** Asks once about every run attempt whose jobs may be over. Never rejects. */
  pass(): Promise<void>;
  start(): void;
  /** No new question; resolves when those that were asked are answered. */
  stop(): Promise<void>;
}

export function createPoller(parts: PollerParts): Poller {
  const { apis, timer, timings, random } = parts;
  const memory = emptyMemory(random);
  let running: Promise<void> | null = null;
  let state: 'new' | 'started' | 'stopped' = 'new';
  let cancelNext = (): void => {};

  const pass = (): Promise<void> => {
    running ??= askOnce(parts, memory, timings.after, () => state === 'stopped').finally(() => {
      running = null;
    });
    return running;
  };
  const loop = async (): Promise<void> => {
    await pass();
    if (state === 'started') cancelNext = timer.after(timings.every, () => void loop());
  };
  return {
    pass,
    start: () => {
      if (state !== 'new' || apis.length === 0) return;
      state = 'started';
      void loop();
    },
    stop: async () => {
      state = 'stopped';
      cancelNext();
      await running;
    },
  };
}
