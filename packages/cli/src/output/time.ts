import { formatDuration, type Instant, type Seconds, seconds, secondsUntil } from '@connect-token/core';

/** RFC 3339, UTC, whole seconds. */
export const formatTime = (at: Instant): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** `never`, or the instant with how far it is: an expiry is to be seen before it bites. */
export function formatExpiry(expiresAt: Instant | null, now: Instant): string {
  if (expiresAt === null) return 'never';
  const left = secondsUntil(now, expiresAt);
  return expiresAt <= now ? formatTime(expiresAt) : `${formatTime(expiresAt)} (in ${roughly(left)})`;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** In the largest unit that still says something: `in 6d` rather than `in 6d4h12m9s`. */
function roughly(span: Seconds): string {
  const unit = [DAY, HOUR, MINUTE].find((size) => span >= 2 * size) ?? 1;
  const whole = Math.floor(span / unit) * unit;
  // A week is written in days: `in 9d` and `in 1w2d` are the same, the first is read faster.
  return unit === DAY ? `${whole / DAY}d` : formatDuration(seconds(whole));
}
