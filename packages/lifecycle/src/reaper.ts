import { type Instant, instant, milliseconds, plus } from '@connect-token/core';
import { createOrphans, type Orphans } from './orphans.ts';
import { createPace } from './pacing.ts';
import { type PassControl, type PassOutcome, runPass } from './pass.ts';
import type { Surroundings } from './surroundings.ts';
import { createUnwrittenEnds, type UnfinishedReason } from './unwritten-ends.ts';
import { type Watched, watch } from './watched.ts';

export interface Reaper {
  /**
   * Ends what is due, settles what is ending, adopts orphans, forgets. Joins the pass that runs already. Never rejects: what went
   * wrong is an event, and the next pass tries again.
   */
  pass(): Promise<void>;
  /** A pass now, and again whenever a lease falls due, at least every `timings.sweepEvery`. */
  start(): void;
  /** A pass now, or as soon as one makes sense: something was left for it. Nothing before `start`. */
  wake(): void;
  /** An end that the store couldn't take: each pass writes it first, until it is written. */
  endLater(leaseId: string, reason: UnfinishedReason): void;
  /** No new pass; resolves when the running one, which makes no new calls, is over. */
  stop(): Promise<void>;
  /** When a pass last got on: the store was read, and what it gave was worked on. `null` before the first. */
  lastPassAt(): Instant | null;
}

export function createReaper(around: Surroundings): Reaper {
  const { clock, timer, timings, controlPlane } = around;
  const turn = createPace(controlPlane.capabilities.revocationsPerSecond, around);
  const watched = watch(around, { turn });
  const orphans = createOrphans(watched);
  const unwritten = createUnwrittenEnds();
  let running: Promise<void> | null = null;
  let lastPassAt: Instant | null = null;
  let next: NextPass = { notBefore: clock.now(), at: clock.now() };
  let state: 'idle' | 'started' | 'stopped' = 'idle';
  let woken = false;
  let cancelNext = (): void => {};

  const control: PassControl = {
    isStopping: () => state === 'stopped',
    beat: () => {
      lastPassAt = clock.now();
    },
  };
  const onePass = async (): Promise<void> => {
    let outcome: PassOutcome = 'away';
    try {
      outcome = await runPass(watched, { orphans, unwritten }, control);
    } finally {
      next = await planNext(watched, orphans, outcome);
    }
  };
  const pass = (): Promise<void> => {
    cancelNext();
    // A sink that throws must not end the loop: leases would be ended by nobody (F31).
    running ??= onePass()
      .catch(() => {})
      .finally(() => {
        running = null;
        if (state === 'started') arm(woken ? next.notBefore : next.at);
        woken = false;
      });
    return running;
  };
  const arm = (at: Instant): void => {
    cancelNext();
    const ms = at - clock.now();
    if (ms <= 0) void pass();
    else cancelNext = timer.after(milliseconds(ms), () => void pass());
  };
  const wake = (): void => {
    if (state !== 'started') return;
    if (running !== null) woken = true;
    else arm(next.notBefore);
  };
  return {
    pass,
    start: () => {
      if (state === 'started') return;
      state = 'started';
      // A list of very many tokens holds up everything else, and a start has more urgent things to do (F32).
      orphans.defer(timings.callWithin);
      void pass();
    },
    wake,
    endLater: (leaseId, reason) => {
      unwritten.add(leaseId, reason);
      wake();
    },
    stop: async () => {
      state = 'stopped';
      cancelNext();
      await running;
    },
    lastPassAt: () => lastPassAt,
  };
}

/** Of each second of `retryFirst`: what wakes the reaper all the time gets ten passes in it, and no more. */
const WOKEN_MS = 100;

/** When the next pass is wanted, and from when on one makes sense. */
interface NextPass {
  readonly notBefore: Instant;
  readonly at: Instant;
}

/** Whatever is due: a store or a control plane that is away isn't asked again without a pause. */
async function planNext(around: Watched, orphans: Orphans, outcome: PassOutcome): Promise<NextPass> {
  const { clock, timings, leases } = around;
  // A store that doesn't answer is told of by the pass that comes.
  const dueAt = outcome === 'away' ? undefined : await leases.nextDueAt().catch(() => undefined);
  const now = clock.now();
  if (dueAt === undefined) {
    const later = plus(now, timings.awayFor);
    return { notBefore: later, at: later };
  }
  const sweepAt = plus(now, timings.sweepEvery);
  const wanted = Math.min(dueAt ?? sweepAt, orphans.dueAt(), sweepAt);
  const { retryFirst } = timings;
  return {
    notBefore: plus(now, milliseconds(Math.ceil(retryFirst * WOKEN_MS))),
    at: instant(Math.max(plus(now, retryFirst), wanted)),
  };
}
