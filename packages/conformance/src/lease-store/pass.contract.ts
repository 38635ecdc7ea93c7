import { type Instant, instant, type LeaseStore } from '@connect-token/core';
import { expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  byKey,
  intended,
  intentOf,
  keyOf,
  LIFETIME_MS,
  NO_TOMBSTONE,
  SEND_WITHIN_MS,
  stamp,
  tombstone,
} from './intents.ts';

/** What a pass over the store finds to do, and what it may forget. */
export function passContract(leases: () => LeaseStore): void {
  const dueAt = async (now: Instant, limit = 10): Promise<readonly string[]> =>
    (await leases().due(now, limit, null)).map(({ id }) => id);

  test('an intent is due one instant past its send deadline', async () => {
    const { id } = await intended(leases());
    expect(await dueAt(after(SEND_WITHIN_MS))).toEqual([]);
    expect(await dueAt(after(SEND_WITHIN_MS + 1))).toEqual([id]);
  });

  test('an active lease is due from its expiry on', async () => {
    const { id } = await activated(leases());
    expect(await dueAt(after(LIFETIME_MS - 1))).toEqual([]);
    expect(await dueAt(after(LIFETIME_MS))).toEqual([id]);
  });

  test('a lease that is being revoked is due at once, until it is revoked', async () => {
    const lease = await activated(leases());
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp(after(5)));
    expect(await dueAt(after(5))).toEqual([lease.id]);
    await leases().settle(lease.id, stamp());
    expect(await dueAt(after(1e9))).toEqual([]);
  });

  test('a lease that has failed is never due', async () => {
    const { id } = await intended(leases());
    await leases().abandon(id, stamp());
    expect(await dueAt(after(1e9))).toEqual([]);
  });

  test('the oldest due come first, as many as are asked for', async () => {
    const active = await activated(leases());
    const intent = await intended(leases(), { at: after(10) });
    const ended = await activated(leases());
    const later = await intended(leases(), { at: after(20) });
    await leases().end(byId(ended), 'handle', NO_TOMBSTONE, stamp(after(9)));
    const all = [ended.id, intent.id, later.id, active.id];
    expect(await dueAt(after(1e9))).toEqual(all);
    expect(await dueAt(after(1e9), 2)).toEqual(all.slice(0, 2));
  });

  test('those behind a mark are every one that comes after it, the same instant included', async () => {
    const together = await Promise.all([1, 2, 3].map(() => intended(leases(), { at: after(10) })));
    const first = await intended(leases());
    const ids = [first.id, ...together.map(({ id }) => id).sort()];
    const due = await leases().due(after(1e9), 10, null);
    expect(due.map(({ id }) => id)).toEqual(ids);
    for (const [index, lease] of due.entries()) {
      const mark = { dueAt: instant(lease.sendDeadline + 1), id: lease.id };
      const behind = await leases().due(after(1e9), 10, mark);
      expect(behind.map(({ id }) => id)).toEqual(ids.slice(index + 1));
    }
  });

  test('a due lease is told whole', async () => {
    const lease = await activated(leases());
    expect(await leases().due(after(LIFETIME_MS), 1, null)).toEqual([lease]);
  });

  test('a used ID token is remembered up to the last instant it could be accepted, and forgotten after it', async () => {
    const wish = { idToken: { tokenId: 'jti' }, idTokenKeepUntil: after(1_000) };
    const again = async (): Promise<boolean> => (await leases().intend(intentOf(wish), stamp())).ok;
    await intended(leases(), wish);
    await leases().forget(after(1_000));
    expect(await again()).toBe(false);
    await leases().forget(after(1_001));
    expect(await again()).toBe(true);
  });

  test('forgetting takes no tombstone that is still needed, and no lease at all', async () => {
    const lease = await activated(leases());
    const [kept, past] = [keyOf('kept'), keyOf('past')];
    await leases().end(byKey(past), 'handle', tombstone(after(1_000), 2), stamp());
    await leases().end(byKey(kept), 'handle', tombstone(after(1_001), 2), stamp());
    await leases().forget(after(1_001));
    expect(await leases().end(byKey(kept), 'handle', NO_TOMBSTONE, stamp())).toEqual({ kind: 'buried' });
    expect(await leases().end(byKey(past), 'handle', NO_TOMBSTONE, stamp())).toEqual({ kind: 'unknown' });
    await leases().forget(after(1e9));
    expect(await leases().find(lease.id)).toEqual(lease);
  });

  test('more is forgotten than fits into one batch', async () => {
    const keys = Array.from({ length: 1_100 }, (_, n) => keyOf(`flood ${n}`));
    const rule = tombstone(after(1_000), keys.length);
    await Promise.all(keys.map((key) => leases().end(byKey(key), 'handle', rule, stamp())));
    await leases().forget(after(1_001));
    const answers = await Promise.all(
      keys.map((key) => leases().end(byKey(key), 'handle', NO_TOMBSTONE, stamp())),
    );
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['unknown']));
  });
}
