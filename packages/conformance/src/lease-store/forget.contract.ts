import { type LeaseStore, seconds, TIMINGS } from '@connect-token/core';
import { expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  byKey,
  intended,
  intentOf,
  jobNamed,
  keyOf,
  LIFETIME_MS,
  NO_TOMBSTONE,
  stamp,
  tombstone,
} from './intents.ts';

/** What may be forgotten, and not one instant sooner. */
export function forgetContract(leases: () => LeaseStore): void {
  const forget = (ms: number) => leases().forget(after(ms), TIMINGS.leaseKeep);

  test('a used ID token is remembered up to the last instant it could be accepted, and forgotten after it', async () => {
    const wish = { idToken: { tokenId: 'jti' }, idTokenKeepUntil: after(1_000) };
    const again = async (): Promise<boolean> => (await leases().intend(intentOf(wish), stamp())).ok;
    await intended(leases(), wish);
    await forget(1_000);
    expect(await again()).toBe(false);
    await forget(1_001);
    expect(await again()).toBe(true);
  });

  test('forgetting takes no tombstone that is still needed, and no lease that is open', async () => {
    const lease = await activated(leases());
    const [kept, past] = [keyOf('kept'), keyOf('past')];
    await leases().end(byKey(past), 'handle', tombstone(after(1_000), 2), stamp());
    await leases().end(byKey(kept), 'handle', tombstone(after(1_001), 2), stamp());
    await forget(1_001);
    expect(await leases().end(byKey(kept), 'handle', NO_TOMBSTONE, stamp())).toEqual({ kind: 'buried' });
    expect(await leases().end(byKey(past), 'handle', NO_TOMBSTONE, stamp())).toEqual({ kind: 'unknown' });
    await forget(1e12);
    expect(await leases().find(byId(lease))).toEqual(lease);
  });

  test('more is forgotten than fits into one batch', async () => {
    const keys = Array.from({ length: 1_100 }, (_, n) => keyOf(`flood ${n}`));
    const rule = tombstone(after(1_000), keys.length);
    // Not all at once: a store refuses what has waited too long, and a busy machine is slow.
    const endAll = async (tombstoneRule: typeof rule | typeof NO_TOMBSTONE): Promise<Set<string>> => {
      const kinds = new Set<string>();
      for (let done = 0; done < keys.length; done += 100) {
        const some = keys.slice(done, done + 100);
        const ends = some.map((key) => leases().end(byKey(key), 'handle', tombstoneRule, stamp()));
        for (const { kind } of await Promise.all(ends)) kinds.add(kind);
      }
      return kinds;
    };
    expect(await endAll(rule)).toEqual(new Set(['buried']));
    await forget(1_001);
    expect(await endAll(NO_TOMBSTONE)).toEqual(new Set(['unknown']));
  });

  test('a job that is over is remembered up to its last instant', async () => {
    const job = jobNamed('7');
    const admitted = async (): Promise<boolean> => (await leases().intend(intentOf({ job }), stamp())).ok;
    const how = { reason: 'webhook', limit: 10, over: after(1_000), note: null } as const;
    await leases().endAll({ by: 'run-attempt', attempt: job }, how, stamp);
    await forget(1_000);
    expect(await admitted()).toBe(false);
    await forget(1_001);
    expect(await admitted()).toBe(true);
  });

  test.each(['revoked', 'failed'] as const)(
    'a lease that is %s is forgotten long after its expiry',
    async (how) => {
      const key = keyOf('once');
      const lease = await intended(leases(), { key });
      if (how === 'revoked') await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
      await leases().abandon(lease.id, stamp());
      expect(await leases().find(byId(lease))).toMatchObject({ state: how });
      await leases().forget(after(LIFETIME_MS + 60_000), seconds(60));
      expect(await leases().find(byId(lease))).toMatchObject({ state: how });
      await leases().forget(after(LIFETIME_MS + 60_001), seconds(60));
      expect(await leases().find(byId(lease))).toBeUndefined();
      expect(await leases().find(byKey(key))).toBeUndefined();
    },
  );

  test('a lease whose token may be there is never forgotten', async () => {
    const [intent, active, revoking] = [
      await intended(leases()),
      await activated(leases()),
      await activated(leases()),
    ];
    await leases().end(byId(revoking), 'handle', NO_TOMBSTONE, stamp());
    await forget(1e13);
    expect(await leases().find(byId(intent))).toMatchObject({ state: 'intent' });
    expect(await leases().find(byId(active))).toMatchObject({ state: 'active' });
    expect(await leases().find(byId(revoking))).toMatchObject({ state: 'revoking' });
  });
}
