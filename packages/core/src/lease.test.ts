import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lease, NOW } from '../test/acme.ts';
import { law } from '../test/law.ts';
import {
  holdsCredits,
  isLeaseTokenName,
  LEASE_MOVES,
  LEASE_STATES,
  type LeaseState,
  leaseTokenName,
  planReap,
} from './lease.ts';
import { instant } from './time.ts';

const later = (ms: number) => instant(NOW + ms);

describe('the states of a lease', () => {
  test('are reached by these arrows and no other', () => {
    expect(LEASE_MOVES).toEqual({
      intent: ['active', 'revoking', 'failed'],
      active: ['revoking'],
      revoking: ['revoked'],
      revoked: [],
      failed: [],
    });
  });

  test('only move forward, whatever is tried', () => {
    const rank: Readonly<Record<LeaseState, number>> = {
      intent: 0,
      active: 1,
      revoking: 2,
      revoked: 3,
      failed: 3,
    };
    law(
      fc.property(fc.array(fc.constantFrom(...LEASE_STATES), { maxLength: 30 }), (tried) => {
        let state: LeaseState = 'intent';
        const seen: LeaseState[] = [state];
        for (const next of tried) {
          if (!LEASE_MOVES[state].includes(next)) continue;
          expect(rank[next]).toBeGreaterThan(rank[state]);
          state = next;
          seen.push(state);
        }
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });

  test('end for good once credits are given back', () => {
    for (const state of LEASE_STATES) expect(holdsCredits(state)).toBe(LEASE_MOVES[state].length > 0);
  });
});

describe('the name of a lease’s token', () => {
  test('tells whose it is', () => {
    const name = leaseTokenName('acme0001', '01J00000000000000000000000');
    expect(name).toBe('ct1.acme0001.01J00000000000000000000000');
    expect(isLeaseTokenName(name, 'acme0001')).toBe(true);
    expect(isLeaseTokenName(`${name} acme/shop`, 'acme0001')).toBe(true);
  });

  test.each([
    'ct1.acme0002.01J',
    'ct1.acme0001',
    'ct1.acme00011.01J',
    'xct1.acme0001.01J',
    'CT1.acme0001.01J',
    '',
  ])('`%s` is somebody else’s', (name) => {
    expect(isLeaseTokenName(name, 'acme0001')).toBe(false);
  });
});

describe('a pass over a lease', () => {
  test.each([
    [9_999, 'leave'],
    [10_000, 'leave'],
    [10_001, 'end'],
  ])('an intent %i ms after its start: %s', (ms, kind) => {
    expect(planReap(lease({ state: 'intent' }), later(ms)).kind).toBe(kind);
  });

  test.each([
    [599_999, 'leave'],
    [600_000, 'end'],
    [600_001, 'end'],
  ])('an active one %i ms after its start: %s', (ms, kind) => {
    expect(planReap(lease({ state: 'active' }), later(ms)).kind).toBe(kind);
  });

  test('says why it ends one', () => {
    expect(planReap(lease({ state: 'intent' }), later(10_001))).toEqual({ kind: 'end', reason: 'abandoned' });
    expect(planReap(lease({ state: 'active' }), later(600_000))).toEqual({ kind: 'end', reason: 'expiry' });
  });

  test('settles what is revoking, at any time', () => {
    expect(planReap(lease({ state: 'revoking' }), later(0))).toEqual({ kind: 'settle' });
    expect(planReap(lease({ state: 'revoking' }), later(1e9))).toEqual({ kind: 'settle' });
  });

  test.each(['revoked', 'failed'] as const)('leaves what is %s', (state) => {
    expect(planReap(lease({ state }), later(1e9))).toEqual({ kind: 'leave' });
  });

  test('asks only for moves that a lease can make', () => {
    law(
      fc.property(fc.constantFrom(...LEASE_STATES), fc.integer({ min: 0, max: 2e6 }), (state, ms) => {
        const step = planReap(lease({ state }), later(ms));
        if (step.kind === 'end') expect(LEASE_MOVES[state]).toContain('revoking');
        if (step.kind === 'settle') expect(LEASE_MOVES[state]).toContain('revoked');
      }),
    );
  });
});
