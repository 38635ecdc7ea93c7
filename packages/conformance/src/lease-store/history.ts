import { END_REASONS } from '@connect-token/core';
import * as fc from 'fast-check';

/** One call, in terms of what the history has made so far: numbers pick among it. */
export type Step =
  | {
      readonly do: 'intend';
      readonly key: number | null;
      readonly idToken: number;
      readonly job: number;
      readonly vaults: number;
      readonly metered: boolean;
    }
  | { readonly do: 'activate'; readonly lease: number }
  | { readonly do: 'abandon'; readonly lease: number }
  | { readonly do: 'settle'; readonly lease: number }
  | {
      readonly do: 'end';
      readonly by: 'id' | 'key' | 'token';
      readonly pick: number;
      readonly reason: number;
      readonly buryMs: number | null;
    }
  | { readonly do: 'claim'; readonly limit: number; readonly forMs: number }
  | {
      readonly do: 'postpone';
      readonly lease: number;
      readonly epoch: number;
      readonly afterMs: number;
      readonly stuck: boolean;
    }
  | { readonly do: 'endAll'; readonly by: number; readonly limit: number; readonly overMs: number | null }
  | { readonly do: 'adopt'; readonly token: number; readonly lease: number }
  | { readonly do: 'openRuns'; readonly limit: number }
  | { readonly do: 'unexplained' };

/** Calls that come at once, after some time has passed; before them the store may be closed and opened, or swept. */
export interface Turn {
  readonly passMs: number;
  readonly reopen: boolean;
  readonly forget: boolean;
  readonly steps: readonly Step[];
}

/** Few enough that ends and intents meet. */
export const KEYS = 6;

const pick = fc.nat({ max: 1_000 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('intend' as const),
      key: fc.option(fc.nat({ max: KEYS - 1 })),
      idToken: fc.nat({ max: 15 }),
      job: fc.nat({ max: 2 }),
      vaults: fc.integer({ min: 1, max: 3 }),
      metered: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('activate', 'abandon', 'settle'), lease: pick }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      by: fc.constantFrom('id', 'key', 'token'),
      pick,
      reason: fc.nat({ max: END_REASONS.length - 1 }),
      buryMs: fc.option(fc.constantFrom(0, 1_000, 20_000)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      limit: fc.nat({ max: 4 }),
      forMs: fc.constantFrom(0, 1_000, 20_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('postpone' as const),
      lease: pick,
      epoch: fc.nat({ max: 2 }),
      afterMs: fc.constantFrom(0, 1_000, 20_000),
      stuck: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('endAll' as const),
      by: fc.nat({ max: 4 }),
      limit: fc.nat({ max: 3 }),
      overMs: fc.option(fc.constantFrom(0, 1_000, 20_000)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('adopt' as const), token: fc.nat({ max: 2 }), lease: pick }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unexplained' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('openRuns' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  },
);

/** Short pauses, and ones that take an intent past its deadline, a tombstone past its time, a lease past its expiry. */
const PAUSES_MS = [0, 1, 999, 1_000, 1_001, 10_001, 900_000];

export const histories: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    passMs: fc.constantFrom(...PAUSES_MS),
    reopen: fc.boolean(),
    forget: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  }),
  { maxLength: 10 },
);
