import type { Instant } from '@connect-token/core';
import { type ApiFailure, planPause } from './pause.ts';

/** What isn't asked about for a while: a repository, a GitHub that is away, whoever has used up a limit. */
export interface Pauses {
  isPaused(things: readonly string[], now: Instant): boolean;
  /** Answers whether this is the first failure in a row of the first of these things, and until when it isn't asked about. */
  fail(
    things: readonly [string, ...string[]],
    failure: ApiFailure,
    now: Instant,
  ): { readonly first: boolean; readonly until: Instant };
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
      const [main] = things;
      const first = !pauses.has(main);
      for (const thing of things) {
        const failures = pauses.get(thing)?.failures ?? 0;
        pauses.set(thing, { failures: failures + 1, until: planPause(failure, failures, now, random()) });
      }
      return { first, until: pauses.get(main)?.until ?? now };
    },
    succeed: (things) => {
      for (const thing of things) pauses.delete(thing);
    },
    keep: (things, now) => {
      for (const [thing, { until }] of pauses) if (!things.has(thing) && until <= now) pauses.delete(thing);
    },
  };
}
