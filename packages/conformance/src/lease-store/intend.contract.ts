import type { LeaseStore } from '@connect-token/core';
import { expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  intended,
  intentOf,
  jobNamed,
  NO_TOMBSTONE,
  nextId,
  sha256Of,
  stamp,
  vaultsNamed,
} from './intents.ts';

/** What a lease is from its intent to its token. */
export function intendContract(leases: () => LeaseStore): void {
  test('the instance is eight lower-case letters and digits', () => {
    expect(leases().instance).toMatch(/^[a-z0-9]{8}$/);
  });

  test('an intent is kept whole, and found again', async () => {
    const intent = intentOf({ vaults: vaultsNamed('production', 'configuration') });
    const expected = {
      ...intent.lease,
      state: 'intent',
      tokenId: null,
      endReason: null,
      endedAt: null,
      attempts: 0,
      nextTryAt: null,
      absentAt: null,
      stuckAt: null,
      epoch: 0,
    };
    expect(await leases().intend(intent, stamp())).toEqual({ ok: true, value: expected });
    expect(await leases().find({ by: 'id', leaseId: intent.lease.id })).toEqual(expected);
  });

  test('a lease without a key and without a check run is kept as such', async () => {
    const lease = await intended(leases(), { key: null, job: jobNamed(null) });
    expect(await leases().find(byId(lease))).toMatchObject({ key: null, job: { checkRunId: null } });
  });

  test('a lease that nobody intended is not found', async () => {
    expect(await leases().find({ by: 'id', leaseId: nextId() })).toBeUndefined();
  });

  test('an intent becomes active once, with its token', async () => {
    const lease = await intended(leases());
    const token = { id: 'token1', sha256: sha256Of('1') };
    expect(await leases().activate(lease.id, token, stamp())).toBe(true);
    expect(await leases().find(byId(lease))).toEqual({ ...lease, state: 'active', tokenId: 'token1' });
    const other = { id: 'token2', sha256: sha256Of('2') };
    expect(await leases().activate(lease.id, other, stamp())).toBe(false);
    expect(await leases().find(byId(lease))).toMatchObject({ state: 'active', tokenId: 'token1' });
  });

  test('a lease that was ended is not activated any more', async () => {
    const lease = await intended(leases());
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    expect(await leases().activate(lease.id, { id: 'token1', sha256: sha256Of('1') }, stamp())).toBe(false);
    expect(await leases().find(byId(lease))).toMatchObject({ state: 'revoking', tokenId: null });
  });

  test('a lease that nobody intended is neither activated, abandoned nor settled', async () => {
    const id = nextId();
    expect(await leases().activate(id, { id: 'token1', sha256: sha256Of('1') }, stamp())).toBe(false);
    expect(await leases().abandon(id, stamp())).toBe(false);
    expect(await leases().settle(id, stamp())).toBe(false);
  });

  test('an abandoned intent has failed, and holds nothing', async () => {
    const lease = await intended(leases());
    expect(await leases().abandon(lease.id, stamp(after(5)))).toBe(true);
    expect(await leases().find(byId(lease))).toMatchObject({
      state: 'failed',
      endReason: 'abandoned',
      endedAt: after(5),
    });
    expect(await leases().heldCredits()).toBe(0);
    expect(await leases().abandon(lease.id, stamp())).toBe(false);
  });

  test('an intent that was ended before it is abandoned is revoked, for the reason of its end', async () => {
    const lease = await intended(leases());
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp(after(5)));
    expect(await leases().abandon(lease.id, stamp(after(9)))).toBe(true);
    expect(await leases().find(byId(lease))).toMatchObject({
      state: 'revoked',
      endReason: 'handle',
      endedAt: after(5),
    });
  });

  test('a lease with a token is never abandoned', async () => {
    const lease = await activated(leases());
    expect(await leases().abandon(lease.id, stamp())).toBe(false);
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    expect(await leases().abandon(lease.id, stamp())).toBe(false);
    expect(await leases().find(byId(lease))).toMatchObject({ state: 'revoking' });
  });

  test('what is open holds the credits of its vaults, until it is revoked or has failed', async () => {
    const one = await intended(leases(), { vaults: vaultsNamed('a', 'b', 'c') });
    const two = await activated(leases(), { vaults: vaultsNamed('d', 'e') });
    expect(await leases().heldCredits()).toBe(5);
    await leases().abandon(one.id, stamp());
    expect(await leases().heldCredits()).toBe(2);
    await leases().end(byId(two), 'handle', NO_TOMBSTONE, stamp());
    expect(await leases().heldCredits()).toBe(2);
    await leases().settle(two.id, stamp());
    expect(await leases().heldCredits()).toBe(0);
  });
}
