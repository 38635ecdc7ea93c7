import { type Clock, type Instant, instant, plus, type Seconds, type Timer } from '@connect-token/core';

/** Time that stands still until a test moves it. */
export interface ManualTime {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Moves time, and runs what falls due, in order. */
  advance(span: Seconds): void;
  set(now: Instant): void;
}

export function manualTime(start: Instant = instant(Date.UTC(2026, 10, 1))): ManualTime {
  let now = start;
  const alarms = new Set<{ readonly at: Instant; readonly work: () => void }>();
  return {
    clock: { now: () => now },
    timer: {
      after: (span, work) => {
        const alarm = { at: plus(now, span), work };
        alarms.add(alarm);
        return () => alarms.delete(alarm);
      },
    },
    set: (at) => {
      now = at;
    },
    advance: (span) => {
      now = plus(now, span);
      const due = [...alarms].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
      for (const alarm of due) {
        alarms.delete(alarm);
        alarm.work();
      }
    },
  };
}
