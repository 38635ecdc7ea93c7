import { instant } from '@connect-token/core';
import type { ClientTime } from '../time.ts';

export interface TestTime extends ClientTime {
  /** What was waited, in milliseconds; no time passes for it but on this clock. */
  readonly waits: readonly number[];
  /** Lets every open deadline pass, and the clock with it. */
  expire(): void;
  /** Time that passes without a wait. */
  pass(ms: number): void;
}

export const START = instant(Date.UTC(2026, 10, 1, 12, 0, 0, 250));

/** Time that moves only when something waits, or when a test says so. Chance always falls on 0. */
export function testTime(): TestTime {
  let elapsed = 0;
  const waits: number[] = [];
  let open: { readonly ms: number; readonly controller: AbortController }[] = [];
  const time: TestTime = {
    now: () => instant(START + elapsed),
    elapsedMs: () => elapsed,
    wait: (ms) => {
      waits.push(ms);
      elapsed += ms;
      return Promise.resolve();
    },
    deadline: (ms) => {
      const controller = new AbortController();
      open.push({ ms, controller });
      return controller.signal;
    },
    random: () => 0,
    waits,
    expire: () => {
      const last = open.at(-1);
      elapsed += last?.ms ?? 0;
      for (const { controller } of open) controller.abort();
      open = [];
    },
    pass: (ms) => {
      elapsed += ms;
    },
  };
  return time;
}
