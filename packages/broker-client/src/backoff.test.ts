import { describe, expect, test } from 'vitest';
import { backoffMs, parseRetryAfter } from './backoff.ts';

describe('a pause', () => {
  test('doubles from half a second to five seconds', () => {
    const longest = [1, 2, 3, 4, 5, 6].map((failures) => backoffMs(failures, 1));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  test('leaves its upper half to chance', () => {
    expect([backoffMs(1, 0), backoffMs(1, 1)]).toEqual([250, 500]);
  });

  test('is never shorter than the server asks, and longer where backing off says so', () => {
    expect([backoffMs(1, 0, 3_000), backoffMs(6, 1, 1_000)]).toEqual([3_000, 5_000]);
  });
});

describe('`Retry-After`', () => {
  test('is read in seconds; a date, a fraction or a sign is as good as none', () => {
    expect(parseRetryAfter('12')).toBe(12_000);
    for (const text of [null, '', '-1', '1.5', 'Wed, 21 Oct 2026 07:28:00 GMT', '9'.repeat(20)])
      expect(parseRetryAfter(text)).toBeNull();
  });
});
