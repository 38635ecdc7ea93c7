import { type EndReason, instant, type LeaseSelector, type LeaseStore } from '@connect-token/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  byKey,
  byToken,
  intended,
  intentOf,
  keyOf,
  NO_TOMBSTONE,
  nextId,
  sha256Of,
  stamp,
  tombstone,
} from './intents.ts';

/** The ways a lease ends, and what becomes of a key that nobody knows. */
export function endContract(leases: () => LeaseStore): void {
  const codeOf = async (key: string, at = after(0)) => {
    const result = await leases().intend(intentOf({ key, at }), stamp(at));
    return result.ok ? 'admitted' : result.error.code;
  };

  test.each(['key', 'token', 'id'] as const)('an active lease is ended by its %s', async (by) => {
    const key = keyOf('mine');
    const lease = await activated(leases(), { key });
    const other = await activated(leases());
    const which = { key: byKey(key), token: byToken(lease), id: byId(lease) }[by];
    const ended = { ...lease, state: 'revoking', endReason: 'handle', endedAt: after(7) };
    expect(await leases().end(which, 'handle', NO_TOMBSTONE, stamp(after(7)))).toEqual({
      kind: 'ended',
      lease: ended,
    });
    expect(await leases().find(byId(lease))).toEqual(ended);
    expect(await leases().find(byId(other))).toEqual(other);
  });

  test('a second end finds the lease ended, and changes neither reason nor time', async () => {
    const lease = await activated(leases());
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp(after(7)));
    const first = await leases().find(byId(lease));
    expect(await leases().end(byToken(lease), 'expiry', NO_TOMBSTONE, stamp(after(9)))).toEqual({
      kind: 'already',
      lease: first,
    });
    expect(await leases().find(byId(lease))).toEqual(first);
  });

  test('a lease that is revoked or has failed is ended already', async () => {
    const revoked = await activated(leases());
    await leases().end(byId(revoked), 'handle', NO_TOMBSTONE, stamp());
    await leases().settle(revoked.id, stamp());
    const failed = await intended(leases());
    await leases().abandon(failed.id, stamp());
    for (const [lease, state] of [
      [revoked, 'revoked'],
      [failed, 'failed'],
    ] as const) {
      expect(await leases().end(byId(lease), 'expiry', NO_TOMBSTONE, stamp())).toMatchObject({
        kind: 'already',
        lease: { state },
      });
    }
  });

  test('only a lease that is being revoked is settled, and once', async () => {
    const lease = await activated(leases());
    expect(await leases().settle(lease.id, stamp())).toBe(false);
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    expect(await leases().settle(lease.id, stamp())).toBe(true);
    expect(await leases().settle(lease.id, stamp())).toBe(false);
    expect(await leases().find(byId(lease))).toMatchObject({ state: 'revoked', endReason: 'handle' });
  });

  test.each<[string, LeaseSelector]>([
    ['token', { by: 'token', sha256: sha256Of('of nobody') }],
    ['id', { by: 'id', leaseId: nextId() }],
  ])('an unknown %s ends nothing and is not remembered', async (_, which) => {
    expect(await leases().end(which, 'token', tombstone(), stamp())).toEqual({ kind: 'unknown' });
  });

  test('an unknown key is remembered only where the rule says so', async () => {
    const key = keyOf('unknown');
    expect(await leases().end(byKey(key), 'handle', NO_TOMBSTONE, stamp())).toEqual({ kind: 'unknown' });
    expect(await codeOf(key)).toBe('admitted');
  });

  test('a tombstone refuses the mint up to its last instant, and not after it', async () => {
    const [one, two] = [keyOf('one'), keyOf('two')];
    const rule = tombstone(after(1_000));
    for (const key of [one, two])
      expect(await leases().end(byKey(key), 'handle', rule, stamp())).toEqual({ kind: 'buried' });
    expect(await codeOf(one, after(1_000))).toBe('HANDLE_ENDED');
    expect(await codeOf(two, after(1_001))).toBe('admitted');
  });

  test('a key is buried once, whatever a later end is allowed', async () => {
    const key = keyOf('twice');
    const rule = tombstone(after(1_000), 1);
    for (const again of [rule, rule, NO_TOMBSTONE])
      expect(await leases().end(byKey(key), 'handle', again, stamp())).toEqual({ kind: 'buried' });
  });

  test('a later end keeps the tombstone longer, never shorter', async () => {
    const key = keyOf('longer');
    for (const keepUntil of [after(1_000), after(5_000), after(2_000)])
      await leases().end(byKey(key), 'handle', tombstone(keepUntil), stamp());
    expect(await codeOf(key, after(5_000))).toBe('HANDLE_ENDED');
  });

  test('past the cap a new key is answered full, and no tombstone is dropped for it', async () => {
    const [one, two, three] = [keyOf('one'), keyOf('two'), keyOf('three')];
    const rule = tombstone(after(1_000), 2);
    for (const key of [one, two]) await leases().end(byKey(key), 'handle', rule, stamp());
    expect(await leases().end(byKey(three), 'handle', rule, stamp())).toEqual({ kind: 'full' });
    expect(await codeOf(one)).toBe('HANDLE_ENDED');
    expect(await codeOf(two)).toBe('HANDLE_ENDED');
    expect(await codeOf(three)).toBe('admitted');
  });

  test('tombstones that are past their time take no room', async () => {
    const rule = (ms: number) => tombstone(after(ms), 1);
    await leases().end(byKey(keyOf('old')), 'handle', rule(1_000), stamp());
    const end = (at: number) => leases().end(byKey(keyOf('new')), 'handle', rule(9_000), stamp(after(at)));
    expect(await end(1_000)).toEqual({ kind: 'full' });
    expect(await end(1_001)).toEqual({ kind: 'buried' });
  });

  test('whatever ends a lease, in any order and number, it ends once and is gone once its token is', async () => {
    const ends = fc.array(fc.constantFrom('key', 'token', 'id', 'settle'), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(ends, fc.boolean(), async (history, active) => {
        const key = keyOf(nextId());
        const lease = await (active ? activated : intended)(leases(), { key });
        const selectors = { key: byKey(key), token: byToken(lease), id: byId(lease) };
        const reasons = { key: 'handle', token: 'token', id: 'expiry' } as const;
        let first: EndReason | null = null;
        for (const [n, by] of [...history, 'id' as const, 'settle' as const].entries()) {
          const at = stamp(instant(after(0) + n));
          if (by === 'settle') await leases().settle(lease.id, at);
          else {
            const outcome = await leases().end(selectors[by], reasons[by], NO_TOMBSTONE, at);
            if (outcome.kind === 'ended') first ??= reasons[by];
          }
        }
        expect(await leases().find(byId(lease))).toMatchObject({ state: 'revoked', endReason: first });
        expect(await leases().heldCredits()).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
}
