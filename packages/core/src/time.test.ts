import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../test/law.ts';
import {
  DURATION_MAX,
  floorToSecond,
  formatDuration,
  instant,
  parseDuration,
  plus,
  type Seconds,
  seconds,
  secondsUntil,
} from './time.ts';

describe('a duration', () => {
  test.each([
    ['0s', 0],
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['90m', 5_400],
    ['1h30m', 5_400],
    ['720h', 2_592_000],
    ['1d', 86_400],
    ['1w2d', 777_600],
    ['1w2d3h4m5s', 788_645],
    ['007m', 420],
  ])('`%s` is %i seconds', (text, count) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: count });
  });

  test.each([
    '',
    '0',
    '15',
    '-5m',
    '+5m',
    '10y',
    'soon',
    '30m1h',
    '1h1h',
    '1.5h',
    '1,5h',
    '1h 30m',
    ' 15m',
    '15m ',
    '15m\n',
    '15M',
    '1e3s',
    '0x10s',
    '٣m',
    'm',
    'never',
    'Infinity',
  ])('`%s` is none', (text) => {
    expect(parseDuration(text)).toEqual({ ok: false, error: { code: 'DURATION_MALFORMED', text } });
  });

  test('a hundred years are the most', () => {
    expect(parseDuration(`${DURATION_MAX}s`)).toEqual({ ok: true, value: DURATION_MAX });
    expect(parseDuration(`${DURATION_MAX + 1}s`).ok).toBe(false);
    expect(parseDuration('36500d').ok).toBe(true);
    expect(parseDuration('36500d1s').ok).toBe(false);
  });

  test('numbers beyond what is exact are refused, not rounded', () => {
    expect(parseDuration('9007199254740993s').ok).toBe(false);
    expect(parseDuration(`${'9'.repeat(31)}w`).ok).toBe(false);
  });

  test('32 characters are read, 33 are not', () => {
    expect(parseDuration(`${'0'.repeat(29)}15m`)).toEqual({ ok: true, value: 900 });
    expect(parseDuration(`${'0'.repeat(30)}15m`).ok).toBe(false);
  });

  test('is written with the fewest units', () => {
    expect([0, 59, 60, 3_661, 86_400, 788_645].map((count) => formatDuration(seconds(count)))).toEqual([
      '0s',
      '59s',
      '1m',
      '1h1m1s',
      '1d',
      '1w2d3h4m5s',
    ]);
  });

  test('is read back as it was written', () => {
    law(
      fc.property(fc.integer({ min: 0, max: DURATION_MAX }), (count) => {
        expect(parseDuration(formatDuration(count as Seconds))).toEqual({ ok: true, value: count });
      }),
    );
  });

  test('is never read from what is not one', () => {
    law(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const parsed = parseDuration(text);
        if (parsed.ok) expect(text).toMatch(/^(?:\d+[wdhms])+$/);
      }),
    );
  });
});

describe('instants and seconds', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, Number.MAX_SAFE_INTEGER + 1])(
    '%d is no instant',
    (ms) => {
      expect(() => instant(ms)).toThrow(RangeError);
    },
  );

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])(
    '%d is no number of seconds',
    (count) => {
      expect(() => seconds(count)).toThrow(RangeError);
    },
  );

  test('an instant may lie before 1970, a span may be none', () => {
    expect(instant(-1)).toBe(-1);
    expect(seconds(0)).toBe(0);
  });

  test('adding counts in milliseconds', () => {
    expect(plus(instant(5), seconds(2))).toBe(2_005);
    expect(() => plus(instant(0), seconds(Number.MAX_SAFE_INTEGER))).toThrow(RangeError);
  });

  test.each([
    [0, 0, 0],
    [0, 999, 0],
    [0, 1_000, 1],
    [0, 1_999, 1],
    [1_000, 0, 0],
    [500, 1_499, 0],
  ])('from %i to %i ms there are %i whole seconds', (from, to, count) => {
    expect(secondsUntil(instant(from), instant(to))).toBe(count);
  });

  test.each([
    [0, 0],
    [999, 0],
    [1_000, 1_000],
    [1_001, 1_000],
    [-1, -1_000],
  ])('%i ms belong to the second that starts at %i', (at, start) => {
    expect(floorToSecond(instant(at))).toBe(start);
  });
});
