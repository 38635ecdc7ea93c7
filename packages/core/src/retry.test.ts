import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lease, NOW } from '../test/acme.ts';
import { law } from '../test/law.ts';
import { TIMINGS } from './lease.ts';
import { planRetry, STUCK_ATTEMPTS } from './retry.ts';
import { instant, plus } from './time.ts';

const LAST = 1 - 2 ** -53;
const pauseAfter = (attempts: number, fraction = LAST) =>
  planRetry(lease({ state: 'revoking', attempts, endedAt: NOW }), NOW, fraction, TIMINGS).nextTryAt - NOW;

describe('the pause before the next try', () => {
  test.each([
    [0, 1_000],
    [1, 2_000],
    [8, 256_000],
    [9, 300_000],
    [10_000, 300_000],
  ])('after %i tries is at most %i ms', (attempts, longest) => {
    expect(pauseAfter(attempts)).toBe(longest);
    expect(pauseAfter(attempts, 0.5)).toBe(longest / 2);
  });

  test('is never none', () => {
    expect(pauseAfter(0, 0)).toBe(1);
  });

  test('stays within its bounds and grows with the tries, whatever chance says', () => {
    law(
      fc.property(fc.nat(50), fc.double({ min: 0, max: LAST, noNaN: true }), (attempts, fraction) => {
        expect(pauseAfter(attempts, fraction)).toBeGreaterThan(0);
        expect(pauseAfter(attempts, fraction)).toBeLessThanOrEqual(TIMINGS.retryMax * 1000);
        expect(pauseAfter(attempts + 1, fraction)).toBeGreaterThanOrEqual(pauseAfter(attempts, fraction));
      }),
    );
  });
});

describe('a lease is stuck', () => {
  const stuckAt = (attempts: number, sinceMs: number, before: number | null = null) =>
    planRetry(
      { attempts, endedAt: NOW, stuckAt: before === null ? null : instant(before) },
      instant(NOW + sinceMs),
      0,
      TIMINGS,
    ).stuckAt;

  test('at its tenth try', () => {
    expect(stuckAt(STUCK_ATTEMPTS - 2, 1)).toBeNull();
    expect(stuckAt(STUCK_ATTEMPTS - 1, 1)).toBe(NOW + 1);
  });

  test('after ten minutes', () => {
    expect(stuckAt(0, TIMINGS.stuckAfter * 1000 - 1)).toBeNull();
    expect(stuckAt(0, TIMINGS.stuckAfter * 1000)).toBe(plus(NOW, TIMINGS.stuckAfter));
  });

  test('since the first time it was so', () => {
    expect(stuckAt(50, 1e9, NOW + 7)).toBe(NOW + 7);
  });

  test('and is tried on all the same', () => {
    const planned = planRetry(lease({ state: 'revoking', attempts: 999, stuckAt: NOW }), NOW, 0.5, TIMINGS);
    expect(planned).toEqual({ attempts: 1000, nextTryAt: instant(NOW + 150_000), stuckAt: NOW });
  });
});
