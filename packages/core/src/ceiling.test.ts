import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONFIGURATION, lease, NOW, PRODUCTION, SERVER, STAGING } from '../test/acme.ts';
import { law } from '../test/law.ts';
import {
  type CreditHolder,
  creditsOf,
  type Demand,
  earliestRoom,
  type Hold,
  refuseBeyond,
} from './ceiling.ts';
import { instant } from './time.ts';

const ACCOUNT: CreditHolder = { kind: 'account' };

const holdOf = (credits: number, seconds: number): Hold => ({
  credits,
  expiresAt: instant(NOW + Math.round(seconds * 1_000)),
});

describe('the credits of a lease', () => {
  const two = lease({
    vaults: [
      { vaultId: PRODUCTION.id, access: 'r' },
      { vaultId: CONFIGURATION.id, access: 'r' },
    ],
  });

  test.each<[string, CreditHolder, number]>([
    ['the account', ACCOUNT, 2],
    ['its rule', { kind: 'rule', rule: 'deploy' }, 2],
    ['another rule', { kind: 'rule', rule: 'test' }, 0],
    ['its server', { kind: 'server', serverId: SERVER.id }, 2],
    ['its server, in another case', { kind: 'server', serverId: SERVER.id.toLowerCase() }, 2],
    ['another server', { kind: 'server', serverId: 'other' }, 0],
    ['one of its vaults', { kind: 'vault', vaultId: PRODUCTION.id }, 1],
    ['one of its vaults, in another case', { kind: 'vault', vaultId: PRODUCTION.id.toUpperCase() }, 1],
    ['another vault', { kind: 'vault', vaultId: STAGING.id }, 0],
  ])('count for %s', (_, holder, credits) => {
    expect(creditsOf(holder, two)).toBe(credits);
  });

  test('of an orphan are no rule’s', () => {
    expect(creditsOf({ kind: 'rule', rule: 'deploy' }, lease({ rule: null }))).toBe(0);
  });
});

describe('a ceiling', () => {
  test('may be reached, and not passed', () => {
    expect(refuseBeyond(ACCOUNT, { limit: 5, used: 3, needed: 2 })).toBeUndefined();
    expect(refuseBeyond(ACCOUNT, { limit: 5, used: 4, needed: 2 })).toEqual({
      code: 'CREDITS_EXHAUSTED',
      holder: ACCOUNT,
      limit: 5,
      used: 4,
      needed: 2,
      retryAfter: null,
    });
  });

  test('is asked nothing by what takes nothing or gives back', () => {
    expect(refuseBeyond(ACCOUNT, { limit: 5, used: 9, needed: 0 })).toBeUndefined();
    expect(refuseBeyond(ACCOUNT, { limit: 5, used: 9, needed: -1 })).toBeUndefined();
  });
});

describe('when to ask again', () => {
  const full: Demand = { limit: 5, used: 5, needed: 2 };

  test('is when enough leases have expired, the oldest expiry first', () => {
    expect(earliestRoom(full, [holdOf(1, 90), holdOf(2, 120), holdOf(1, 60)], NOW)).toBe(90);
    expect(earliestRoom(full, [holdOf(2, 60), holdOf(3, 90)], NOW)).toBe(60);
    expect(earliestRoom({ ...full, used: 4 }, [holdOf(1, 60), holdOf(3, 90)], NOW)).toBe(60);
  });

  test('is rounded up, at least a second, at most an hour', () => {
    expect(earliestRoom(full, [holdOf(2, 60.001)], NOW)).toBe(61);
    expect(earliestRoom(full, [holdOf(2, 0)], NOW)).toBe(1);
    expect(earliestRoom(full, [holdOf(2, -60)], NOW)).toBe(1);
    expect(earliestRoom(full, [holdOf(2, 3_600)], NOW)).toBe(3_600);
    expect(earliestRoom(full, [holdOf(2, 3_601)], NOW)).toBe(3_600);
  });

  test('nobody knows where standing tokens leave no room', () => {
    expect(earliestRoom(full, [], NOW)).toBeNull();
    expect(earliestRoom(full, [holdOf(1, 60)], NOW)).toBeNull();
    expect(earliestRoom({ limit: 1, used: 1, needed: 2 }, [holdOf(1, 60)], NOW)).toBeNull();
  });

  test('is the first instant at which there is room, and there is none before it', () => {
    const holds = fc.array(
      fc.record({ credits: fc.integer({ min: 1, max: 4 }), after: fc.integer({ min: 1, max: 3_600 }) }),
      { maxLength: 8 },
    );
    law(
      fc.property(
        holds,
        fc.nat({ max: 4 }),
        fc.nat({ max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (all, standing, limit, needed) => {
          const held = all.map(({ credits, after }) => holdOf(credits, after));
          const usedAt = (seconds: number): number =>
            held
              .filter(({ expiresAt }) => expiresAt > NOW + seconds * 1_000)
              .reduce((sum, { credits }) => sum + credits, standing);
          const refusal = refuseBeyond(ACCOUNT, { limit, used: usedAt(0), needed });
          if (refusal === undefined) return;
          const wait = earliestRoom(refusal, held, NOW);
          const later = wait ?? 3_600;
          expect(refuseBeyond(ACCOUNT, { limit, used: usedAt(later), needed }) === undefined).toBe(
            wait !== null,
          );
          expect(refuseBeyond(ACCOUNT, { limit, used: usedAt(later - 1), needed })).toBeDefined();
        },
      ),
    );
  });
});
