import type { FailureOf } from './error.ts';
import { err, ok, type Result } from './result.ts';

declare const unit: unique symbol;

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [unit]: 'ms since epoch' };

/** A length of time in seconds, never negative: whole ones wherever people or the wire give them, thousandths inside. */
export type Seconds = number & { readonly [unit]: 's' };

/** Throws on a broken invariant: a clock that answers something other than a whole, safe number. */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`not an instant: ${ms}`);
  return ms as Instant;
}

/** Throws on a broken invariant: a negative or fractional number of seconds. */
export function seconds(count: number): Seconds {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`not a number of seconds: ${count}`);
  return count as Seconds;
}

/** For durations that nobody writes down. Throws on a broken invariant: a negative or fractional number. */
export const milliseconds = (count: number): Seconds => (seconds(count) / 1000) as Seconds;

export const plus = (at: Instant, span: Seconds): Instant => instant(at + Math.round(span * 1000));

/** Seconds from one instant to a later one, rounded down; 0 where it isn't later. */
export const secondsUntil = (from: Instant, to: Instant): Seconds =>
  seconds(Math.max(0, Math.floor((to - from) / 1000)));

/** The start of the instant's second: a JWT's `exp` counts whole seconds, and rounding up would lengthen a life. */
export const floorToSecond = (at: Instant): Instant => instant(Math.floor(at / 1000) * 1000);

const UNITS = [
  { letter: 'w', size: 604_800 },
  { letter: 'd', size: 86_400 },
  { letter: 'h', size: 3_600 },
  { letter: 'm', size: 60 },
  { letter: 's', size: 1 },
] as const;

/** A hundred years: more is a slip of the keyboard, and every sum of durations stays a safe integer. */
export const DURATION_MAX = seconds(100 * 365 * 86_400);

const DURATION_TEXT_MAX = 32;

/**
 * `90s`, `15m`, `1h30m`, `1w2d`: units from long to short, each at most once, with no sign, space or fraction.
 * Fails with `DURATION_MALFORMED`.
 * Source: 1password.dev, `op connect token create --expires-in`, for the units.
 */
export function parseDuration(text: string): Result<Seconds, FailureOf<'DURATION_MALFORMED'>> {
  const malformed = err({ code: 'DURATION_MALFORMED', text } as const);
  if (text.length > DURATION_TEXT_MAX) return malformed;
  const match = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (match === null || text === '') return malformed;
  const total = UNITS.reduce((sum, { size }, index) => sum + Number(match[index + 1] ?? 0) * size, 0);
  return total <= DURATION_MAX ? ok(seconds(total)) : malformed;
}

/** The shortest text that `parseDuration` reads back as the same length; `0s` for none. */
export function formatDuration(span: Seconds): string {
  let rest: number = span;
  let text = '';
  for (const { letter, size } of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${letter}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}
