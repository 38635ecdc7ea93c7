import { instant, type Seconds, seconds } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';
import { manualTime } from './testing/manual-time.ts';

const limited = (perMinute: number) => {
  const time = manualTime();
  const limit = createRateLimit('tries', perMinute, time.clock);
  const takeMany = (caller: string, count: number): number =>
    Array.from({ length: count }, () => limit.take(caller)).filter((refused) => refused === undefined).length;
  return { time, limit, takeMany };
};

describe('a rate limit', () => {
  test('lets a full allowance through at once, and then none', () => {
    const { limit, takeMany } = limited(600);
    expect(takeMany('a', 1_000)).toBe(600);
    expect(limit.take('a')).toEqual({
      code: 'RATE_LIMITED',
      limit: 'at most 600 tries a minute',
      retryAfter: 1,
    });
  });

  test('is of each caller by itself', () => {
    const { takeMany } = limited(10);
    expect([takeMany('a', 20), takeMany('b', 20)]).toEqual([10, 10]);
  });

  test('says when to come back, and keeps its word', () => {
    const { time, limit, takeMany } = limited(2);
    takeMany('a', 2);
    const { retryAfter } = limit.take('a') ?? { retryAfter: seconds(0) };
    expect(retryAfter).toBe(30);
    time.advance(seconds(29));
    expect(limit.take('a')).toMatchObject({ retryAfter: 1 });
    time.advance(seconds(1));
    expect(limit.take('a')).toBeUndefined();
  });

  test('never lets twice the allowance through in any minute, whatever the rhythm', () => {
    const rhythm = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 30 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(rhythm, (steps) => {
        const { time, takeMany } = limited(10);
        const taken: number[] = [];
        for (const [wait, tries] of steps) {
          time.advance(seconds(wait));
          for (let done = takeMany('a', tries); done > 0; done -= 1) taken.push(time.clock.now());
        }
        for (const from of taken) {
          const within = taken.filter((at) => at >= from && at < from + 60_000).length;
          expect(within).toBeLessThan(20);
        }
      }),
    );
  });

  test('forgets what is given back', () => {
    const { limit, takeMany } = limited(1);
    expect(takeMany('a', 2)).toBe(1);
    limit.giveBack('a');
    expect(takeMany('a', 2)).toBe(1);
    limit.giveBack('nobody');
  });

  test('locks nobody out for longer than a minute when the clock is set back', () => {
    const { time, limit, takeMany } = limited(60);
    takeMany('a', 60);
    time.set(instant(time.clock.now() - 3_600_000));
    expect(limit.take('a')).toMatchObject({ retryAfter: 1 satisfies number as Seconds });
    time.advance(seconds(60));
    expect(limit.take('a')).toBeUndefined();
  });

  test('remembers a bounded number of callers: past that, newcomers share one allowance until others are due', () => {
    const { time, limit, takeMany } = limited(1);
    for (let caller = 0; caller < 100_000; caller += 1) limit.take(`c${caller}`);
    expect([takeMany('x', 1), takeMany('y', 1)]).toEqual([1, 0]);
    expect(takeMany('c5', 1)).toBe(0);
    time.advance(seconds(60));
    expect([takeMany('x', 1), takeMany('y', 1), takeMany('c5', 1)]).toEqual([1, 1, 1]);
  });
});
