import { type Instant, type Lease, type LeaseStore, type Retry, TIMINGS } from '@connect-token/core';
import { expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  intended,
  LIFETIME_MS,
  NO_TOMBSTONE,
  nextId,
  SEND_WITHIN_MS,
  stamp,
} from './intents.ts';

/** What a pass over the store finds to do, and how several who pass don't get in each other's way. */
export function passContract(leases: () => LeaseStore): void {
  const claimed = async (now: Instant, limit = 10, until = now): Promise<readonly string[]> =>
    (await leases().claim(now, limit, until)).map(({ id }) => id);
  const ending = async (at: Instant): Promise<Lease> => {
    const lease = await activated(leases());
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp(at));
    return lease;
  };
  const retry = (nextTryAt: Instant, more: Partial<Retry> = {}): Retry => ({
    attempts: 1,
    nextTryAt,
    absentAt: null,
    stuckAt: null,
    ...more,
  });
  const found = async (lease: Pick<Lease, 'id'>): Promise<Lease> => {
    const now = await leases().find(byId(lease));
    if (now === undefined) throw new Error('it is gone');
    return now;
  };

  test('an intent is due one instant past its send deadline', async () => {
    const { id } = await intended(leases());
    expect(await leases().nextDueAt()).toBe(after(SEND_WITHIN_MS + 1));
    expect(await claimed(after(SEND_WITHIN_MS))).toEqual([]);
    expect(await claimed(after(SEND_WITHIN_MS + 1))).toEqual([id]);
  });

  test('an active lease is due from its expiry on', async () => {
    const { id } = await activated(leases());
    expect(await leases().nextDueAt()).toBe(after(LIFETIME_MS));
    expect(await claimed(after(LIFETIME_MS - 1))).toEqual([]);
    expect(await claimed(after(LIFETIME_MS))).toEqual([id]);
  });

  test('a lease that is being revoked is due at once, until it is revoked', async () => {
    const lease = await ending(after(5));
    expect(await leases().nextDueAt()).toBe(after(5));
    expect(await claimed(after(5))).toEqual([lease.id]);
    await leases().settle(lease.id, stamp());
    expect(await claimed(after(1e9))).toEqual([]);
    expect(await leases().nextDueAt()).toBeNull();
  });

  test('a lease that has failed is never due', async () => {
    const { id } = await intended(leases());
    await leases().abandon(id, stamp());
    expect(await claimed(after(1e9))).toEqual([]);
  });

  test('the oldest due come first, as many as are asked for', async () => {
    const active = await activated(leases());
    const intent = await intended(leases(), { at: after(10) });
    const ended = await ending(after(9));
    const later = await intended(leases(), { at: after(20) });
    const rest = after(2e9);
    expect(await claimed(after(1e9), 2, rest)).toEqual([ended.id, intent.id]);
    expect(await claimed(after(1e9), 10, rest)).toEqual([later.id, active.id]);
  });

  test('those of one instant come by their ids', async () => {
    const together = await Promise.all([1, 2, 3].map(() => intended(leases())));
    expect(await claimed(after(1e9))).toEqual(together.map(({ id }) => id).sort());
  });

  test('a claimed lease is told whole, with its claim', async () => {
    const lease = await activated(leases());
    const until = after(LIFETIME_MS + 60_000);
    const [taken] = await leases().claim(after(LIFETIME_MS), 1, until);
    expect(taken).toEqual({ ...lease, nextTryAt: until, epoch: 1 });
    expect(await found(lease)).toEqual(taken);
  });

  test('what is claimed is nobody else’s before the claim ends, and anybody’s from then on', async () => {
    const lease = await ending(after(0));
    const until = after(60_000);
    expect(await claimed(after(0), 10, until)).toEqual([lease.id]);
    expect(await claimed(after(59_999), 10, until)).toEqual([]);
    expect(await leases().nextDueAt()).toBe(until);
    expect(await claimed(until, 10, until)).toEqual([lease.id]);
    expect((await found(lease)).epoch).toBe(2);
  });

  test('an end is done whoever has claimed the lease, and the claim goes on', async () => {
    const lease = await activated(leases());
    const until = after(LIFETIME_MS + 60_000);
    await leases().claim(after(LIFETIME_MS), 1, until);
    await leases().end(byId(lease), 'expiry', NO_TOMBSTONE, stamp(after(LIFETIME_MS)));
    expect(await claimed(after(LIFETIME_MS + 59_999))).toEqual([]);
    expect(await claimed(until)).toEqual([lease.id]);
  });

  test('a try that ended nothing is told until when, and what it saw', async () => {
    const lease = await ending(after(0));
    const [taken] = await leases().claim(after(0), 1, after(60_000));
    if (taken === undefined) throw new Error('nothing was due');
    const told = retry(after(7), { absentAt: after(3) });
    expect(await leases().postpone(taken, told, stamp())).toBe(true);
    expect(await found(lease)).toMatchObject({ ...told, state: 'revoking', epoch: 1 });
    expect(await claimed(after(6))).toEqual([]);
    expect(await claimed(after(7))).toEqual([lease.id]);
    // The token was there again.
    expect(await leases().postpone(await found(lease), retry(after(9)), stamp())).toBe(true);
    expect(await found(lease)).toMatchObject({ absentAt: null });
  });

  test('whoever was stopped writes nothing over a later one’s work', async () => {
    const lease = await ending(after(0));
    const [stopped] = await leases().claim(after(0), 1, after(10));
    if (stopped === undefined) throw new Error('nothing was due');
    await leases().claim(after(10), 1, after(20));
    const before = await found(lease);
    expect(await leases().postpone(stopped, retry(after(30)), stamp())).toBe(false);
    expect(await found(lease)).toEqual(before);
  });

  test('only what is being revoked is postponed', async () => {
    const open = await activated(leases());
    expect(await leases().postpone(open, retry(after(1)), stamp())).toBe(false);
    const over = await ending(after(0));
    await leases().settle(over.id, stamp());
    expect(await leases().postpone(over, retry(after(1)), stamp())).toBe(false);
    expect(await leases().postpone({ id: nextId(), epoch: 0 }, retry(after(1)), stamp())).toBe(false);
    expect(await found(open)).toEqual(open);
  });

  test('since when a lease is stuck is written once, and stays', async () => {
    const lease = await ending(after(0));
    await leases().postpone(await found(lease), retry(after(1), { stuckAt: after(1) }), stamp());
    await leases().postpone(await found(lease), retry(after(2), { stuckAt: after(2) }), stamp());
    await leases().postpone(await found(lease), retry(after(3)), stamp());
    expect(await found(lease)).toMatchObject({ stuckAt: after(1), nextTryAt: after(3) });
    await leases().settle(lease.id, stamp());
    expect(await found(lease)).toMatchObject({ state: 'revoked', stuckAt: after(1) });
  });

  test('nothing is due in an empty store', async () => {
    expect(await leases().nextDueAt()).toBeNull();
    expect(await claimed(after(1e9))).toEqual([]);
    await leases().forget(after(1e9), TIMINGS.leaseKeep);
  });
}
