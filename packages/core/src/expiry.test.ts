import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOW } from '../test/acme.ts';
import { law } from '../test/law.ts';
import {
  LEASE_LIFETIME_DEFAULT,
  LEASE_LIFETIME_MAX,
  LEASE_LIFETIME_MIN,
  parseLifetime,
  planExpiry,
  RULE_LIFETIME_DEFAULT,
  refuseLifetime,
} from './expiry.ts';
import { instant, seconds } from './time.ts';

const outOfRange = (given: number) => ({
  ok: false,
  error: { code: 'LIFETIME_OUT_OF_RANGE', given, min: 60, max: 86_400 },
});

describe('a lifetime', () => {
  test('a minute, an hour, a quarter and a day are what the documents promise', () => {
    expect([LEASE_LIFETIME_MIN, LEASE_LIFETIME_DEFAULT, RULE_LIFETIME_DEFAULT, LEASE_LIFETIME_MAX]).toEqual([
      60, 900, 3_600, 86_400,
    ]);
  });

  test.each([
    ['1m', 60],
    ['60s', 60],
    ['61s', 61],
    ['24h', 86_400],
    ['1d', 86_400],
    ['23h59m59s', 86_399],
  ])('`%s` is allowed', (text, count) => {
    expect(parseLifetime(text)).toEqual({ ok: true, value: count });
  });

  test.each([
    ['0s', 0],
    ['59s', 59],
    ['24h1s', 86_401],
    ['1w', 604_800],
  ])('`%s` is out of range', (text, count) => {
    expect(parseLifetime(text)).toEqual(outOfRange(count));
  });

  test.each(['0', '-5m', '10y', 'soon'])('`%s` is no duration at all', (text) => {
    expect(parseLifetime(text)).toEqual({ ok: false, error: { code: 'DURATION_MALFORMED', text } });
  });

  test('both bounds pass, one second beyond either doesn’t', () => {
    expect([59, 60, 86_400, 86_401].map((count) => refuseLifetime(seconds(count))?.code)).toEqual([
      'LIFETIME_OUT_OF_RANGE',
      undefined,
      undefined,
      'LIFETIME_OUT_OF_RANGE',
    ]);
  });
});

describe('an expiry', () => {
  test('is the shorter of what was asked and the ceiling', () => {
    expect(planExpiry(seconds(600), seconds(3_600), NOW).lifetime).toBe(600);
    expect(planExpiry(seconds(7_200), seconds(3_600), NOW).lifetime).toBe(3_600);
    expect(planExpiry(seconds(3_600), seconds(3_600), NOW).lifetime).toBe(3_600);
  });

  test('is the default where nothing was asked, and still below the ceiling', () => {
    expect(planExpiry(undefined, seconds(3_600), NOW).lifetime).toBe(900);
    expect(planExpiry(undefined, seconds(300), NOW).lifetime).toBe(300);
  });

  test('stands on a whole second, never later than asked', () => {
    const lifetime = seconds(60);
    expect(planExpiry(lifetime, lifetime, instant(10_000)).expiresAt).toBe(70_000);
    expect(planExpiry(lifetime, lifetime, instant(10_999)).expiresAt).toBe(70_000);
    expect(planExpiry(lifetime, lifetime, instant(11_000)).expiresAt).toBe(71_000);
  });

  test('loses less than a second, and gains nothing', () => {
    law(
      fc.property(fc.integer({ min: 60, max: 86_400 }), fc.nat(), (count, offset) => {
        const now = instant(NOW + offset);
        const { lifetime, expiresAt } = planExpiry(seconds(count), LEASE_LIFETIME_MAX, now);
        expect(expiresAt % 1_000).toBe(0);
        expect(expiresAt).toBeLessThanOrEqual(now + lifetime * 1_000);
        expect(expiresAt).toBeGreaterThan(now + lifetime * 1_000 - 1_000);
      }),
    );
  });
});
