import { type Instant, instant } from '@connect-token/core';
import { type ApiFailure, planPause } from './pause.ts';

/** What isn't asked about for a while: a run, a repository, a GitHub that is away, whoever has used up a limit. */
export interface Pauses {
  isPaused(things: readonly string[], now: Instant): boolean;
  /** Each for as long as its own failures in a row say. */
  fail(things: readonly string[], failure: ApiFailure, now: Instant): void;
  succeed(things: readonly string[]): void;
  /** Forgets whatever isn't among these and whose pause is over. */
  keep(things: ReadonlySet<string>, now: Instant): void;
}

interface Pause {
  readonly failures: number;
  readonly until: Instant;
}

export function createPauses(random: () => number): Pauses {
  const pauses = new Map<string, Pause>();
  return {
    isPaused: (things, now) => things.some((thing) => (pauses.get(thing)?.until ?? now) > now),
    fail: (things, failure, now) => {
      for (const thing of things) {
        const before = pauses.get(thing) ?? { failures: 0, until: now };
        // Questions that were on their way together failed once, not one after the other.
        const failures = before.until > now ? before.failures - 1 : before.failures;
        const until = instant(Math.max(planPause(failure, failures, now, random()), before.until));
        pauses.set(thing, { failures: failures + 1, until });
      }
    },
    succeed: (things) => {
      for (const thing of things) pauses.delete(thing);
    },
    keep: (things, now) => {
      for (const [thing, { until }] of pauses) if (!things.has(thing) && until <= now) pauses.delete(thing);
    },
  };
}
