import { describe, expect, test } from 'vitest';
import { creditsPauseMs } from './credits-wait.ts';

describe('the pause before credits are asked for again', () => {
  test('is what the broker says, and up to a quarter more', () => {
    expect(creditsPauseMs(1, 20_000, 0, 600_000)).toBe(20_000);
    expect(creditsPauseMs(1, 20_000, 0.8, 600_000)).toBe(24_000);
  });

  test('is about a minute where leases expire later: most are given back before', () => {
    expect(creditsPauseMs(1, 900_000, 0, 600_000)).toBe(60_000);
  });

  test('grows where the broker says a second again and again', () => {
    expect(creditsPauseMs(1, 1_000, 0, 600_000)).toBe(1_000);
    expect(creditsPauseMs(20, 1_000, 0, 600_000)).toBe(2_500);
  });

  test('ends with the time that is left, and there is none where that is less than a second', () => {
    expect(creditsPauseMs(1, 60_000, 0.5, 7_000)).toBe(7_000);
    expect(creditsPauseMs(1, 60_000, 0, 1_000)).toBe(1_000);
    expect(creditsPauseMs(1, 60_000, 0, 999)).toBeNull();
    expect(creditsPauseMs(1, 60_000, 0, 0)).toBeNull();
  });
});
