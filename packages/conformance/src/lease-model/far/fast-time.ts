import { type Clock, instant, type Timer } from '@connect-token/core';
import { START } from '../../lease-store/intents.ts';

/** So many times as fast as the world's: a sweep each second, a lease of a minute over in one. Every deadline keeps its proportion. */
const SPEED = 50;

/** The same in every process that is told the same start, in milliseconds since the epoch. */
export const fastClock = (startedAtMs: number): Clock => ({
  now: () => instant(START + Math.round((Date.now() - startedAtMs) * SPEED)),
});

export const fastTimer: Timer = {
  after: (span, work) => {
    const timeout = setTimeout(work, (span * 1000) / SPEED);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};

export const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / SPEED));
