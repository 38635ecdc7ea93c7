import { type Clock, type Instant, plus, type Timings } from '@connect-token/core';

/** So many calls in a row without an answer, and the control plane counts as away (F19). */
export const UNANSWERED_MAX = 5;

/** Whether the control plane is there at all, by what its last calls came to: who has to wait for it can then be told at once. */
export interface Circuit {
  /** Away, and nothing has been answered since. */
  isOpen(): boolean;
  /** Whether a call is worth making: always, but while it is open only one in `awayFor`, which may find the control plane back. */
  admits(): boolean;
  report(answered: boolean): void;
}

export function createCircuit(clock: Clock, { awayFor }: Pick<Timings, 'awayFor'>): Circuit {
  let unanswered = 0;
  let probeAt: Instant | null = null;
  return {
    isOpen: () => probeAt !== null,
    admits: () => {
      if (probeAt === null) return true;
      const now = clock.now();
      if (now < probeAt) return false;
      probeAt = plus(now, awayFor);
      return true;
    },
    report: (answered) => {
      unanswered = answered ? 0 : unanswered + 1;
      if (answered) probeAt = null;
      else if (unanswered >= UNANSWERED_MAX) probeAt = plus(clock.now(), awayFor);
    },
  };
}
