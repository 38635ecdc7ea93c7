import { type Clock, milliseconds, type Seconds } from '@connect-token/core';
import type { Http } from './http.ts';

/** Clocks of machines that nobody looks after differ by seconds. From a minute on an ID token's times don't fit any more. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The clock of whoever answers, held against this machine's. */
export interface ClockWatch {
  /** The same client, with an eye on the answers' `Date`. */
  readonly http: Http;
  /** `null`: nothing was answered, or the two agree within a minute. */
  offset(): ClockOffset | null;
}

export interface ClockOffset {
  readonly theirs: 'ahead' | 'behind';
  /** Whole seconds. */
  readonly by: Seconds;
}

/** Source: RFC 9110 §6.6.1, and of the forms in RFC 9110 §5.6.7 the one that everybody sends. */
export function watchClock(http: Http, clock: Clock): ClockWatch {
  let aheadMs = 0;
  return {
    http: {
      send: async (request) => {
        const answer = await http.send(request);
        const date = answer.ok ? parseDate(answer.value.header('date')) : null;
        if (date !== null) aheadMs = date - clock.now();
        return answer;
      },
      close: () => http.close(),
    },
    offset: () =>
      Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS
        ? null
        : {
            theirs: aheadMs > 0 ? 'ahead' : 'behind',
            by: milliseconds(Math.round(Math.abs(aheadMs) / 1_000) * 1_000),
          },
  };
}

const IMF_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Milliseconds since 1970, or `null`: what looks like a date may still be no day. */
function parseDate(text: string | null): number | null {
  const at = text !== null && IMF_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
