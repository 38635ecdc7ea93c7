import { type Instant, instant, milliseconds, plus, seconds } from '@connect-token/core';

/** What went wrong about one question to GitHub, as far as it decides when the next may be asked. */
export interface ApiFailure {
  /** `null`: no answer that could be read. */
  readonly status: number | null;
  readonly cause: string;
  /** `Retry-After`, or until `x-ratelimit-reset` where nothing remains. */
  readonly retryAt: Instant | null;
  /** The failure is about how often was asked, so it holds for whatever is asked with the same credential. */
  readonly limited: boolean;
}

const FIRST = seconds(15);
const MAX = seconds(300);
/** Whatever GitHub says, it is asked again after this: a header that is wrong must not end the polling for a day. */
const TOLD_MAX = seconds(3_600);
/** Source: docs.github.com, "Best practices for using the REST API": a limit that names no time takes at least a minute. */
const LIMITED_MIN = seconds(60);
const DOUBLINGS_MAX = 10;

/**
 * Until when a repository isn't asked about: as long as GitHub says, or longer with each failure in a row. `random` from 0 to 1
 * spreads repositories that failed together. A failure never says that a job is over (F23).
 */
export function planPause(failure: ApiFailure, failures: number, now: Instant, random: number): Instant {
  const own = Math.min(FIRST * 2 ** Math.min(failures, DOUBLINGS_MAX), MAX);
  // Half of it for certain: a pause of nothing would be none.
  const spread = plus(now, milliseconds(Math.round(own * 500 * (1 + random))));
  const told = failure.retryAt ?? (failure.limited ? plus(now, LIMITED_MIN) : now);
  return instant(Math.max(spread, Math.min(told, plus(now, TOLD_MAX))));
}

type Headers = Readonly<Partial<Record<string, string | number>>>;

/** Source: docs.github.com, "Rate limits for the REST API", for the headers; RFC 9110 §10.2.3 for the date. */
export function toldRetry(
  status: number,
  headers: Headers,
  now: Instant,
): Pick<ApiFailure, 'retryAt' | 'limited'> {
  const retryAfter = afterOf(headers['retry-after'], now);
  const exhausted = String(headers['x-ratelimit-remaining']) === '0';
  const reset = exhausted ? resetOf(headers['x-ratelimit-reset']) : null;
  const refused = status === 403 || status === 429;
  return {
    retryAt: retryAfter ?? (refused ? reset : null),
    limited: status === 429 || (status === 403 && (exhausted || retryAfter !== null)),
  };
}

function afterOf(header: string | number | undefined, now: Instant): Instant | null {
  const text = String(header ?? '');
  if (/^\d{1,9}$/.test(text)) return plus(now, seconds(Number(text)));
  // `Date.parse` finds a date in nearly everything.
  const date = /^[A-Z][a-z]{2}, .{10,24} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : instant(date);
}

const resetOf = (header: string | number | undefined): Instant | null =>
  /^\d{1,12}$/.test(String(header)) ? instant(Number(header) * 1000) : null;
