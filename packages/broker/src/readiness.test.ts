import { err, instant, type LeaseCensus, ok, plus, seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { planReadiness, type ReadinessFacts } from './readiness.ts';
import { openHouse } from './testing/house.ts';

const NOW = instant(Date.UTC(2026, 10, 1));
const FRESH = { issuer: 'https://a.example', keys: { kind: 'fresh' } } as const;
const STALE = { issuer: 'https://b.example', keys: { kind: 'stale', cause: 'secret of the log' } } as const;
const MISSING = {
  issuer: 'https://c.example',
  keys: { kind: 'missing', cause: 'secret of the log' },
} as const;

const CENSUS: LeaseCensus = {
  states: { intent: 0, active: 3, revoking: 2 },
  stuck: 0,
  overdue: 0,
  oldestDueAt: null,
  held: 7,
};

const judge = (changes: Partial<ReadinessFacts>) =>
  planReadiness({
    issuers: [FRESH],
    store: ok(CENSUS),
    controlPlane: ok(ok([])),
    lastPassAt: NOW,
    sweepEvery: seconds(60),
    warnings: [],
    now: NOW,
    ...changes,
  });

describe('a broker', () => {
  test('with keys, store, account and reaper is ready', () => {
    expect(judge({})).toEqual({ status: 'ready', reasons: [] });
  });

  test('with stale keys, or without those of one issuer of several, still serves and says what is away', () => {
    expect(judge({ issuers: [STALE] })).toEqual({
      status: 'degraded',
      reasons: ['issuer keys: those of https://b.example could not be refreshed'],
    });
    expect(judge({ issuers: [FRESH, MISSING] })).toEqual({
      status: 'degraded',
      reasons: ['issuer keys: none of https://c.example'],
    });
  });

  test('without any keys, a store, an account or a reaper is not ready, and says each', () => {
    const failed = { effect: 'unknown', failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'x' } } as const;
    expect(
      judge({ issuers: [MISSING], store: err('x'), controlPlane: ok(err(failed)), lastPassAt: null }),
    ).toEqual({
      status: 'unready',
      reasons: [
        'issuer keys: none of https://c.example',
        'store: does not answer',
        'control plane: does not answer',
        'reaper: no pass yet',
      ],
    });
    expect(judge({ controlPlane: err('no answer in time') }).status).toBe('unready');
  });

  test('serves and says so where leases are stuck, or have been overdue for three passes', () => {
    const census = (changes: Partial<LeaseCensus>) => judge({ store: ok({ ...CENSUS, ...changes }) });
    expect(census({ stuck: 2 })).toEqual({
      status: 'degraded',
      reasons: ['leases: 2 stuck, their tokens resist being revoked'],
    });
    expect(census({ overdue: 1, oldestDueAt: plus(NOW, seconds(0)) }).status).toBe('ready');
    expect(census({ overdue: 1, oldestDueAt: instant(NOW - 180_000) }).status).toBe('ready');
    expect(census({ overdue: 4, oldestDueAt: instant(NOW - 180_001) })).toEqual({
      status: 'degraded',
      reasons: ['leases: 4 overdue, the oldest since 2026-10-31T23:56:59.999Z'],
    });
  });

  test('serves and passes on what else an operator should look at', () => {
    expect(judge({ warnings: ['audit: 3 s behind'] })).toEqual({
      status: 'degraded',
      reasons: ['audit: 3 s behind'],
    });
  });

  test('is unready when three passes of its reaper are missing, not before', () => {
    expect(judge({ now: plus(NOW, seconds(180)) }).status).toBe('ready');
    expect(judge({ now: plus(NOW, seconds(181)) })).toEqual({
      status: 'unready',
      reasons: ['reaper: no pass since 2026-11-01T00:00:00.000Z'],
    });
  });
});

test('over HTTP, readiness is 200 or 503 with its reasons, and health is always 200', async () => {
  const away = await openHouse({ issuers: () => ['http://127.0.0.1:1'] });
  expect(await away.get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await away.get('/readyz')).toMatchObject({
    status: 503,
    body: { status: 'unready', reasons: expect.arrayContaining(['issuer keys: none of http://127.0.0.1:1']) },
  });
  const refused = await away.mint({ claims: { iss: 'http://127.0.0.1:1' } });
  expect(refused).toMatchObject({ status: 503, body: { code: 'ISSUER_UNAVAILABLE' } });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(refused.text).not.toContain('ECONNREFUSED');
  await away.close();
});

test('however many ask for readiness, the store is looked at once a second', async () => {
  let looks = 0;
  const house = await openHouse({
    leases: (real) => ({
      ...real,
      heldCredits: () => {
        looks += 1;
        return real.heldCredits();
      },
    }),
  });
  await Promise.all(Array.from({ length: 20 }, () => house.get('/readyz')));
  expect(looks).toBeLessThanOrEqual(2);
  await house.close();
});
