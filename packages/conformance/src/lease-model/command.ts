import type { Settlement } from '@connect-token/core';
import { seconds } from '@connect-token/core';
import type { Misbehaviour, ScriptedKind } from '@connect-token/testkit';
import * as fc from 'fast-check';
import { CRASH_POINTS, type CrashPoint } from './fate.ts';

/** One thing that happens. Numbers name keys, ID tokens and jobs: few, so that they meet. */
export type Command =
  | {
      readonly do: 'mint';
      /** `null`: without an `Idempotency-Key`. */
      readonly key: number | null;
      readonly idToken: number;
      readonly job: number;
      readonly vaults: 1 | 2;
      readonly lifetimeS: number;
      /** What comes next begins in the same moment. */
      readonly atOnce: boolean;
    }
  | { readonly do: 'end'; readonly by: 'handle'; readonly key: number }
  | { readonly do: 'end'; readonly by: 'token'; readonly delivered: number }
  | { readonly do: 'end'; readonly by: 'job' | 'run-attempt'; readonly job: number }
  | { readonly do: 'end'; readonly by: 'all' }
  | { readonly do: 'pass' }
  /** Time goes by while everything works, or while the process is stopped. */
  | { readonly do: 'wait'; readonly spanS: number; readonly stopped: boolean }
  | {
      readonly do: 'upstream';
      readonly call: ScriptedKind;
      readonly how: Misbehaviour;
      readonly once: boolean;
    }
  /** The next so-manieth visit of a point is the last. */
  | { readonly do: 'doom'; readonly point: CrashPoint; readonly visitsBefore: number }
  | { readonly do: 'crash' }
  | { readonly do: 'back up' }
  | { readonly do: 'restore' };

export interface History {
  /** Credits that there are; `null`: as many as anybody wants. */
  readonly limit: number | null;
  readonly remote: boolean;
  /** Whether somebody ends every lease at last, or its expiry has to. */
  readonly endsAtLast: boolean;
  readonly commands: readonly Command[];
}

const COMMANDS_MAX = 40;
export const KEYS = 12;
export const JOBS = 3;

/** The embedded account; and one that is far away, as the real one is. */
export const settlementOf = ({ remote }: Pick<History, 'remote'>): Settlement =>
  remote
    ? { settlesWithin: seconds(300), listsMayBeStale: true }
    : { settlesWithin: seconds(0), listsMayBeStale: false };

const mint: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('mint' as const),
  key: fc.option(fc.nat({ max: KEYS - 1 }), { freq: 6, nil: null }),
  idToken: fc.nat({ max: 14 }),
  job: fc.nat({ max: JOBS - 1 }),
  vaults: fc.constantFrom(1 as const, 2 as const),
  lifetimeS: fc.constantFrom(60, 90, 240),
  atOnce: fc.constantFrom(false, false, true),
});

const end: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.nat({ max: KEYS - 1 }).map((key) => ({ do: 'end' as const, by: 'handle' as const, key })),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map((delivered) => ({ do: 'end' as const, by: 'token' as const, delivered })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      by: fc.constantFrom('job' as const, 'run-attempt' as const),
      job: fc.nat({ max: JOBS - 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'end' as const, by: 'all' as const }) },
);

/** Around every deadline of the protocol: within a call, past one, past the send deadline, a sweep, the shortest life, the longest pause. */
const SPANS_S = [0, 1, 4, 6, 11, 21, 61, 130, 320];

const HOW: Readonly<Record<ScriptedKind, readonly Misbehaviour[]>> = {
  create: ['ok', 'down', 'lost', 'unsure', 'hang', 'slow', 'overdue', 'late', 'wider', 'twice', 'twice-lost'],
  list: ['ok', 'down', 'unsure', 'hang', 'slow', 'stale'],
  delete: ['ok', 'down', 'lost', 'unsure', 'hang', 'slow', 'overdue'],
};

const upstreamOf = (call: ScriptedKind): fc.Arbitrary<Command> =>
  fc.record({
    do: fc.constant('upstream' as const),
    call: fc.constant(call),
    how: fc.constantFrom(...HOW[call]),
    once: fc.constantFrom(true, true, true, false),
  });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: mint },
  { weight: 7, arbitrary: end },
  { weight: 3, arbitrary: fc.constant({ do: 'pass' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      spanS: fc.constantFrom(...SPANS_S),
      stopped: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: upstreamOf('create') },
  { weight: 2, arbitrary: upstreamOf('delete') },
  { weight: 2, arbitrary: upstreamOf('list') },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('doom' as const),
      point: fc.constantFrom(...CRASH_POINTS),
      visitsBefore: fc.constantFrom(0, 0, 1),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'back up' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restore' as const }) },
);

export const histories: fc.Arbitrary<History> = fc.record({
  limit: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2, nil: null }),
  remote: fc.boolean(),
  endsAtLast: fc.boolean(),
  commands: fc.array(command, { minLength: 1, maxLength: COMMANDS_MAX, size: 'max' }),
});
