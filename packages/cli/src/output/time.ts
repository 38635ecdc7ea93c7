import { type Instant, type Seconds, secondsUntil } from '@connect-token/core';

/** RFC 3339, UTC, whole seconds. */
export const formatTime = (at: Instant): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** `never`, or the instant with how far it is: an expiry is to be seen before it bites. */
export function formatExpiry(expiresAt: Instant | null, now: Instant): string {
  if (expiresAt === null) return 'never';
  const left = secondsUntil(now, expiresAt);
  return expiresAt <= now ? formatTime(expiresAt) : `${formatTime(expiresAt)} (in ${roughly(left)})`;
}

const UNITS = [
  { letter: 'd', size: 86_400 },
  { letter: 'h', size: 3_600 },
  { letter: 'm', size: 60 },
] as const;

/** In the largest unit that still says something: `in 6d` rather than `in 6d4h12m9s`, and `in 36h` rather than `in 1d`. */
function roughly(span: Seconds): string {
  const unit = UNITS.find(({ size }) => span >= 2 * size);
  return unit === undefined ? `${span}s` : `${Math.floor(span / unit.size)}${unit.letter}`;
}
