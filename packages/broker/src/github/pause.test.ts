import { instant, plus, seconds } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ApiFailure, planPause, toldRetry } from './pause.ts';

const NOW = instant(Date.UTC(2026, 10, 22, 12, 0, 0));
const AWAY: ApiFailure = { status: 502, cause: 'GitHub answered 502', retryAt: null, limited: false };

describe('a pause', () => {
  test('grows with each failure in a row, to five minutes and no further', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 50].map((failures) => planPause(AWAY, failures, NOW, 1) - NOW);
    expect(pauses).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  test('is spread over its second half, so that what failed together is not asked together', () => {
    expect(planPause(AWAY, 2, NOW, 0) - NOW).toBe(30_000);
    expect(planPause(AWAY, 2, NOW, 0.5) - NOW).toBe(45_000);
  });

  test('is as long as GitHub says, where that is longer', () => {
    const limited = { ...AWAY, status: 429, limited: true, retryAt: plus(NOW, seconds(90)) };
    expect(planPause(limited, 0, NOW, 1)).toBe(plus(NOW, seconds(90)));
    expect(planPause({ ...limited, retryAt: plus(NOW, seconds(1)) }, 0, NOW, 1)).toBe(plus(NOW, seconds(15)));
  });

  test('takes a minute at least where a limit names no time', () => {
    expect(planPause({ ...AWAY, status: 403, limited: true }, 0, NOW, 0)).toBe(plus(NOW, seconds(60)));
  });

  test('never takes more than an hour, whatever anybody says', () => {
    const far = { ...AWAY, retryAt: plus(NOW, seconds(86_400 * 365)) };
    expect(planPause(far, 0, NOW, 1)).toBe(plus(NOW, seconds(3_600)));
  });

  test('always ends, and always after now', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const until = planPause(AWAY, failures, NOW, random);
        expect(until).toBeGreaterThan(NOW);
        expect(until).toBeLessThanOrEqual(plus(NOW, seconds(300)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('what GitHub says of the next question', () => {
  test('is `Retry-After` in seconds, or as a date', () => {
    expect(toldRetry(503, { 'retry-after': '30' }, NOW)).toEqual({
      retryAt: plus(NOW, seconds(30)),
      limited: false,
    });
    expect(toldRetry(429, { 'retry-after': 'Sun, 22 Nov 2026 12:02:00 GMT' }, NOW)).toEqual({
      retryAt: plus(NOW, seconds(120)),
      limited: true,
    });
  });

  test('is the reset of the limit where nothing remains', () => {
    const reset = String(NOW / 1000 + 600);
    const exhausted = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    expect(toldRetry(403, exhausted, NOW)).toEqual({ retryAt: plus(NOW, seconds(600)), limited: true });
    expect(toldRetry(403, { ...exhausted, 'x-ratelimit-remaining': '17' }, NOW)).toEqual({
      retryAt: null,
      limited: false,
    });
    // A limit that is used up by the very answer is no reason for a 404.
    expect(toldRetry(404, exhausted, NOW)).toEqual({ retryAt: null, limited: false });
  });

  test.each(['soon', '-1', '1e3', '', '99999999999999'])('is nothing where the header is `%s`', (text) => {
    expect(toldRetry(500, { 'retry-after': text }, NOW).retryAt).toBeNull();
  });
});
