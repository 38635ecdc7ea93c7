import { type Instant, instant, milliseconds, plus } from '@connect-token/core';
import { storeAway } from './call.ts';
import { createOrphans } from './orphans.ts';
import { createPace } from './pacing.ts';
import { type PassOutcome, runPass } from './pass.ts';
import { emitFailure } from './reap-page.ts';
import type { Surroundings } from './surroundings.ts';
import { watch } from './watched.ts';

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
  /** No new pass; resolves when the running one, which makes no new calls, is over. */
  stop(): Promise<void>;
  /** When a pass last got on: the store was read, and what it gave was worked on. `null` before the first. */
  lastPassAt(): Instant | null;
}

export function createReaper(around: Surroundings): Reaper {
  const { clock, timer, timings, controlPlane, leases } = around;
  const turn = createPace(controlPlane.capabilities.revocationsPerSecond, around);
  const watched = watch(around, { turn });
  const orphans = createOrphans(watched);
  let running: Promise<void> | null = null;
  let lastPassAt: Instant | null = null;
  let notBefore = clock.now();
  let nextAt = clock.now();
  let stopped = true;
  let looping = false;
  let woken = false;
  let cancelNext = (): void => {};

  const control = {
    isStopping: () => stopped && looping,
    beat: () => {
      lastPassAt = clock.now();
    },
  };
  const onePass = async (): Promise<void> => {
    let outcome: PassOutcome = 'away';
    try {
      outcome = await runPass(watched, orphans, control);
      nextAt = (await leases.nextDueAt()) ?? plus(clock.now(), timings.sweepEvery);
    } catch (cause) {
      outcome = 'away';
      emitFailure(watched, storeAway(cause), null);
    } finally {
      const now = clock.now();
      // Whatever is due: a store or a control plane that is away isn't asked without a pause.
      notBefore = outcome === 'away' ? plus(now, timings.awayFor) : now;
      const earliest = outcome === 'away' ? notBefore : plus(now, timings.retryFirst);
      const wanted = Math.min(nextAt, orphans.dueAt(), plus(now, timings.sweepEvery));
      nextAt = instant(Math.max(earliest, wanted));
    }
  };
  const pass = (): Promise<void> => {
    running ??= onePass().finally(() => {
      running = null;
    });
    return running;
  };
  const loop = async (): Promise<void> => {
    cancelNext();
    looping = true;
    // A sink that throws must not end the loop: leases would be ended by nobody (F31).
    await pass().catch(() => {});
    looping = false;
    if (stopped) return;
    arm(woken ? notBefore : nextAt);
    woken = false;
  };
  const arm = (at: Instant): void => {
    cancelNext();
    const ms = at - clock.now();
    if (ms <= 0) void loop();
    else cancelNext = timer.after(milliseconds(ms), () => void loop());
  };
  return {
    pass,
    start: () => {
      if (!stopped) return;
      stopped = false;
      void loop();
    },
    wake: () => {
      if (stopped) return;
      if (looping) woken = true;
      else arm(notBefore);
    },
    stop: async () => {
      stopped = true;
      cancelNext();
      await running;
    },
    lastPassAt: () => lastPassAt,
  };
}
