const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 5_000;

/**
 * How long to wait after the nth failure, counted from 1, in milliseconds: doubling, with the upper half left to chance, so
 * that the jobs of a matrix don't come back all at once. What the server asks for (`Retry-After`) is the least.
 */
export function backoffMs(failures: number, random: number, retryAfterMs: number | null = null): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (failures - 1));
  return Math.max(full * (0.5 + random / 2), retryAfterMs ?? 0);
}

/** `Retry-After` in milliseconds; `null` where there is none, or a date: our broker and GitHub send seconds (RFC 9110 §10.2.3). */
export const parseRetryAfter = (header: string | null): number | null =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
