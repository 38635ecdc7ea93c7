import { seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { createSteadyClock, systemClock, systemIds, systemRandom, systemTimer } from './system.ts';

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

describe('the clock', () => {
  /** A machine whose wall clock somebody sets; `pass` is the time that passes by any clock. */
  const machine = () => {
    let wall = 1_000_000;
    let monotonic = 500.25;
    const clock = createSteadyClock({ wall: () => wall, monotonic: () => monotonic });
    return {
      now: () => clock.now(),
      pass: (ms: number) => {
        wall += ms;
        monotonic += ms;
      },
      set: (ms: number) => {
        wall += ms;
      },
    };
  };

  test('says what the wall says', () => {
    const { now, pass } = machine();
    expect(now()).toBe(1_000_000);
    pass(1234.5);
    expect(now()).toBe(1_001_234);
  });

  test('that is set back goes on, so that no lease lives longer (F33)', () => {
    const { now, pass, set } = machine();
    now();
    set(-3 * 3_600_000);
    expect(now()).toBe(1_000_000);
    pass(600_000);
    expect(now()).toBe(1_600_000);
  });

  test('that is set forward follows, and comes back when it is set right', () => {
    const { now, pass, set } = machine();
    now();
    set(3_600_000);
    expect(now()).toBe(4_600_000);
    set(-3_600_000);
    pass(1000);
    expect(now()).toBe(1_001_000);
  });

  test('of a machine that slept has slept with it', () => {
    const { now, set } = machine();
    now();
    set(60_000);
    expect(now()).toBe(1_060_000);
  });
});

test('chance is from 0 up to, and without, 1', () => {
  for (let times = 0; times < 1_000; times += 1) {
    const fraction = systemRandom.fraction();
    expect(fraction).toBeGreaterThanOrEqual(0);
    expect(fraction).toBeLessThan(1);
  }
});
