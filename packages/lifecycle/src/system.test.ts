import { seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { systemClock, systemIds, systemTimer } from './system.ts';

/** The time that a ULID begins with. Source: github.com/ulid/spec, "Encoding". */
const timeOf = (ulid: string): number =>
  [...ulid.slice(0, 10)].reduce(
    (ms, digit) => ms * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(digit),
    0,
  );

describe('an id', () => {
  test('is a ULID of now', () => {
    const before = systemClock.now();
    const id = systemIds.ulid();
    expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(timeOf(id)).toBeGreaterThanOrEqual(before);
    expect(timeOf(id)).toBeLessThanOrEqual(systemClock.now());
  });

  test('is never given twice', () => {
    const ids = Array.from({ length: 10_000 }, () => systemIds.ulid());
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a timer', () => {
  test('calls once, after its span', async () => {
    let calls = 0;
    await new Promise<void>((resolve) => {
      systemTimer.after(seconds(0), () => {
        calls += 1;
        resolve();
      });
    });
    expect(calls).toBe(1);
  });

  test('that was cancelled never calls', async () => {
    const order: string[] = [];
    const cancel = systemTimer.after(seconds(0), () => order.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      systemTimer.after(seconds(0), () => {
        order.push('later');
        resolve();
      });
    });
    expect(order).toEqual(['later']);
  });
});
