import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FINANCE, lease, NOW, PRODUCTION, SERVER, SERVERS, token } from '../test/acme.ts';
import { law } from '../test/law.ts';
import { type CreditPlan, held, refuseCredits, standingUsage, strictestPlan, usage } from './credit.ts';
import { LEASE_STATES } from './lease.ts';
import { instant } from './time.ts';
import type { Token } from './token.ts';

describe('usage', () => {
  test('counts the vaults that each live token reaches', () => {
    expect(usage([], SERVERS, NOW)).toBe(0);
    expect(usage([token()], SERVERS, NOW)).toBe(2);
    expect(usage([token(), token({ id: 'other', expiresAt: null })], SERVERS, NOW)).toBe(4);
  });

  test.each([
    ['one millisecond before its expiry', { expiresAt: instant(NOW + 1) }, 2],
    ['at its expiry', { expiresAt: NOW }, 0],
    ['revoked', { state: 'REVOKED' }, 0],
    ['of a server that is gone', { serverId: 'GONE' }, 0],
    ['with its server’s id in small letters', { serverId: SERVER.id.toLowerCase() }, 2],
    ['outside its server’s grants', { vaults: [{ vaultId: FINANCE.id, access: 'r' }] }, 0],
    ['half outside', { vaults: [...token().vaults, { vaultId: FINANCE.id, access: 'rw' }] }, 2],
  ] as const)('a token %s', (_, over, credits) => {
    expect(usage([token(over)], SERVERS, NOW)).toBe(credits);
  });

  test('of standing tokens leaves out what leases account for, and only that', () => {
    const tokens = [
      token(),
      token({ name: 'ct1.acme0001.01J00000000000000000000000' }),
      token({ name: 'ct1.another1.01J00000000000000000000000' }),
      token({ name: 'ct1.acme0001' }),
    ];
    expect(standingUsage(tokens, SERVERS, 'acme0001', NOW)).toBe(6);
    expect(usage(tokens, SERVERS, NOW)).toBe(8);
  });
});

describe('what leases hold', () => {
  const two = [
    { vaultId: PRODUCTION.id, access: 'r' },
    { vaultId: FINANCE.id, access: 'r' },
  ] as const;

  test('is the vaults in their plans, from intent until the token is provably gone', () => {
    expect(
      Object.fromEntries(LEASE_STATES.map((state) => [state, held([lease({ state, vaults: two })])])),
    ).toEqual({ intent: 2, active: 2, revoking: 2, revoked: 0, failed: 0 });
  });

  test('adds up, whether or not a token expired', () => {
    expect(held([])).toBe(0);
    expect(held([lease(), lease({ vaults: two, expiresAt: NOW }), lease({ state: 'revoked' })])).toBe(3);
  });
});

describe('admission', () => {
  const metered = (limit: number): CreditPlan => ({ kind: 'metered', limit });

  test('the limit itself may be reached, one over it is refused with the numbers', () => {
    expect(refuseCredits({ plan: metered(5), used: 3, needed: 2 })).toBeUndefined();
    expect(refuseCredits({ plan: metered(5), used: 4, needed: 2 })).toEqual({
      code: 'CREDITS_EXHAUSTED',
      holder: { kind: 'account' },
      limit: 5,
      used: 4,
      needed: 2,
      retryAfter: null,
    });
  });

  test('an account over its limit admits nothing that costs', () => {
    expect(refuseCredits({ plan: metered(5), used: 9, needed: 1 })?.code).toBe('CREDITS_EXHAUSTED');
  });

  test('what takes nothing has room, also over the limit, and so has what gives back', () => {
    expect(refuseCredits({ plan: metered(5), used: 9, needed: 0 })).toBeUndefined();
    expect(refuseCredits({ plan: metered(5), used: 9, needed: -1 })).toBeUndefined();
    expect(refuseCredits({ plan: metered(0), used: 0, needed: 0 })).toBeUndefined();
    expect(refuseCredits({ plan: metered(0), used: 0, needed: 1 })?.code).toBe('CREDITS_EXHAUSTED');
  });

  test('an unlimited plan has no end', () => {
    expect(refuseCredits({ plan: { kind: 'unlimited' }, used: 1e9, needed: 1e9 })).toBeUndefined();
  });
});

describe('of two plans', () => {
  const plan = fc.oneof(
    fc.constant<CreditPlan>({ kind: 'unlimited' }),
    fc.nat({ max: 5 }).map((limit): CreditPlan => ({ kind: 'metered', limit })),
  );

  test('the lower limit is the stricter, and any limit than none', () => {
    const free: CreditPlan = { kind: 'unlimited' };
    const five: CreditPlan = { kind: 'metered', limit: 5 };
    const six: CreditPlan = { kind: 'metered', limit: 6 };
    expect(strictestPlan(free, free)).toEqual(free);
    expect(strictestPlan(free, six)).toEqual(six);
    expect(strictestPlan(six, free)).toEqual(six);
    expect(strictestPlan(five, six)).toEqual(five);
    expect(strictestPlan(six, five)).toEqual(five);
  });

  test('the stricter admits exactly what both admit', () => {
    law(
      fc.property(plan, plan, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (one, other, used, needed) => {
        const admits = (given: CreditPlan) => refuseCredits({ plan: given, used, needed }) === undefined;
        expect(admits(strictestPlan(one, other))).toBe(admits(one) && admits(other));
      }),
    );
  });
});

describe('for all tokens and leases', () => {
  const vaultIds = SERVER.grants.map(({ vaultId }) => vaultId);
  const vaults = fc
    .uniqueArray(fc.constantFrom(...vaultIds, FINANCE.id), { minLength: 1 })
    .map((ids) => ids.map((vaultId) => ({ vaultId, access: 'rw' as const })));
  const anyToken: fc.Arbitrary<Token> = fc
    .record({
      vaults,
      state: fc.constantFrom('ACTIVE' as const, 'REVOKED' as const),
      expiresAt: fc.option(fc.integer({ min: -2, max: 2 }).map((ms) => instant(NOW + ms))),
    })
    .map(token);
  const anyLease = fc.record({ vaults, state: fc.constantFrom(...LEASE_STATES) }).map(lease);

  test('what is admitted and then revoked changes nothing', () => {
    law(
      fc.property(
        fc.array(anyToken),
        fc.array(anyLease),
        anyToken,
        anyLease,
        (tokens, leases, made, hold) => {
          const revoked: Token = { ...made, state: 'REVOKED' };
          expect(usage([...tokens, revoked], SERVERS, NOW)).toBe(usage(tokens, SERVERS, NOW));
          expect(held([...leases, { ...hold, state: 'revoked' }])).toBe(held(leases));
          expect(held([...leases, { ...hold, state: 'failed' }])).toBe(held(leases));
        },
      ),
    );
  });

  test('a wider scope never costs less', () => {
    law(
      fc.property(anyToken, fc.constantFrom(...vaultIds, FINANCE.id), (narrow, more) => {
        const wide = { ...narrow, vaults: [...narrow.vaults, { vaultId: more, access: 'r' as const }] };
        expect(usage([wide], SERVERS, NOW)).toBeGreaterThanOrEqual(usage([narrow], SERVERS, NOW));
        expect(held([lease({ vaults: wide.vaults })])).toBeGreaterThan(
          held([lease({ vaults: narrow.vaults })]),
        );
      }),
    );
  });

  test('what a token reaches is never more than what its lease holds', () => {
    law(
      fc.property(anyToken, (made) => {
        expect(usage([made], SERVERS, NOW)).toBeLessThanOrEqual(held([lease({ vaults: made.vaults })]));
      }),
    );
  });

  test('time only gives credits back', () => {
    law(
      fc.property(fc.array(anyToken), fc.nat({ max: 5 }), fc.nat({ max: 5 }), (tokens, early, later) => {
        const before = usage(tokens, SERVERS, instant(NOW + early));
        expect(usage(tokens, SERVERS, instant(NOW + early + later))).toBeLessThanOrEqual(before);
      }),
    );
  });

  test('whoever is admitted stays within the limit, or takes nothing', () => {
    const needs = fc.integer({ min: -50, max: 50 });
    law(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), needs, (limit, used, needed) => {
        const refused = refuseCredits({ plan: { kind: 'metered', limit }, used, needed });
        expect(refused === undefined).toBe(needed <= 0 || used + needed <= limit);
      }),
    );
  });
});
