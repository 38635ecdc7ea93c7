import { seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { adviseLifetime, roughly } from './lifetime.ts';

const minutes = (count: number) => seconds(count * 60);

describe('the advice about a token that died too early', () => {
  test('names the lifetime that would have been enough, in steps of five minutes, and what the rule allows', () => {
    expect(adviseLifetime({ lifetime: minutes(30), max: minutes(60) }, minutes(12))).toBe(
      'mint later in the job, or `expires-in: 45m`; your rule allows up to 1h',
    );
    expect(adviseLifetime({ lifetime: minutes(30), max: minutes(45) }, minutes(15))).toContain(
      'expires-in: 45m',
    );
  });

  test('names none that the rule doesn’t allow', () => {
    expect(adviseLifetime({ lifetime: minutes(30), max: minutes(45) }, seconds(901))).toBe(
      'mint later in the job; your rule allows none for longer than 45m',
    );
  });

  test('knows the limit of all rules where a broker doesn’t say its own', () => {
    expect(adviseLifetime({ lifetime: minutes(15), max: null }, minutes(1))).toBe(
      'mint later in the job, or `expires-in: 20m`',
    );
    expect(adviseLifetime({ lifetime: minutes(24 * 60), max: null }, minutes(1))).toBe(
      'mint later in the job; no token lives for longer than 1d',
    );
  });
});

test('a length of time loses its seconds from two minutes on', () => {
  expect([seconds(119), seconds(120), seconds(725), seconds(3_601)].map(roughly)).toEqual([
    '1m59s',
    '2m',
    '12m',
    '1h',
  ]);
});
