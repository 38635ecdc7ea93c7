import { type Clock, type Instant, instant, plus, type Seconds, type Timer } from '@connect-token/core';

export interface ManualTime {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Moves time at once, as a program sees it that was stopped for a while, and runs what falls due, in order. */
  advance(span: Seconds): void;
  /**
   * Moves time from alarm to alarm, as a program sees it that is never late: each finds the clock at its own instant, and `rest`
   * settles when what it began has come to a stop. Alarms that are set on the way ring as well.
   */
  walk(span: Seconds, rest: () => Promise<void>): Promise<void>;
}

interface Alarm {
  readonly at: Instant;
  readonly work: () => void;
}

/** Time that stands still until a test moves it. */
export function manualTime(start: Instant = instant(Date.UTC(2026, 10, 1))): ManualTime {
  let now = start;
  const alarms = new Set<Alarm>();
  const earliest = (until: Instant): Alarm | undefined =>
    [...alarms].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
  return {
    clock: { now: () => now },
    timer: {
      after: (span, work) => {
        const alarm = { at: plus(now, span), work };
        alarms.add(alarm);
        return () => alarms.delete(alarm);
      },
    },
    advance: (span) => {
      now = plus(now, span);
      const due = [...alarms].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
      for (const alarm of due) {
        // One that rang before it may have called it off.
        if (alarms.delete(alarm)) alarm.work();
      }
    },
    walk: async (span, rest) => {
      const until = plus(now, span);
      for (let alarm = earliest(until); alarm !== undefined; alarm = earliest(until)) {
        alarms.delete(alarm);
        now = instant(Math.max(now, alarm.at));
        alarm.work();
        await rest();
      }
      now = instant(Math.max(now, until));
    },
  };
}
