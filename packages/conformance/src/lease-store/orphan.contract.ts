import { type Lease, type LeaseStore, leaseTokenName, type Orphan, TIMINGS } from '@connect-token/core';
import { expect, test } from 'vitest';
import { activated, after, byId, intended, NO_TOMBSTONE, nextId, stamp, vaultsNamed } from './intents.ts';

const orphanOf = (more: Partial<Orphan> = {}): Orphan => {
  const leaseId = nextId();
  return {
    leaseId,
    tokenId: `token-${leaseId}`,
    tokenName: leaseTokenName('contract', `lost-${leaseId}`),
    serverId: 'SERVER00000000000000000000',
    vaults: vaultsNamed('a', 'b'),
    expiresAt: after(5_000),
    ...more,
  };
};

/** Tokens of ours that no lease explains: found, and ended like any other. */
export function orphanContract(leases: () => LeaseStore): void {
  const isUnexplained = async ({ tokenName }: Pick<Lease, 'tokenName'>): Promise<boolean> =>
    (await leases().unexplained([tokenName])).length > 0;

  test('an open lease explains its token; one that is over, or that nobody knows, does not', async () => {
    const [intent, active, failed, ended] = [
      await intended(leases()),
      await activated(leases()),
      await intended(leases()),
      await activated(leases()),
    ];
    await leases().abandon(failed.id, stamp());
    await leases().end(byId(ended), 'handle', NO_TOMBSTONE, stamp());
    const stranger = 'ct1.contract.stranger';
    const names = [stranger, ...[intent, active, failed, ended].map(({ tokenName }) => tokenName)];
    expect(await leases().unexplained(names)).toEqual([stranger, failed.tokenName]);
    await leases().settle(ended.id, stamp());
    expect(await leases().unexplained(names)).toEqual([stranger, failed.tokenName, ended.tokenName]);
    expect(await leases().unexplained([])).toEqual([]);
  });

  test('an orphan is a lease that is born revoking, without a job and a rule, and due at once', async () => {
    const orphan = orphanOf();
    const adopted = await leases().adopt(orphan, stamp(after(7)));
    expect(adopted).toEqual({
      id: orphan.leaseId,
      state: 'revoking',
      tokenName: orphan.tokenName,
      key: null,
      job: null,
      serverId: orphan.serverId,
      vaults: orphan.vaults,
      rule: null,
      policyHash: null,
      createdAt: after(7),
      expiresAt: after(5_000),
      sendDeadline: after(7),
      tokenId: orphan.tokenId,
      endReason: 'orphan',
      endedAt: after(7),
      attempts: 0,
      nextTryAt: null,
      absentAt: null,
      stuckAt: null,
      epoch: 0,
    });
    expect(await leases().find({ by: 'id', leaseId: orphan.leaseId })).toEqual(adopted);
    expect(await leases().heldCredits()).toBe(2);
    expect(await leases().claim(after(7), 10, after(8))).toHaveLength(1);
    expect(await leases().settle(orphan.leaseId, stamp())).toBe(true);
    expect(await leases().heldCredits()).toBe(0);
  });

  test('an orphan may have no expiry, one that is past, and no vault that is known', async () => {
    const forever = await leases().adopt(orphanOf({ expiresAt: null, vaults: [] }), stamp(after(7)));
    expect(forever).toMatchObject({ expiresAt: after(7), vaults: [] });
    const past = await leases().adopt(orphanOf({ expiresAt: after(1) }), stamp(after(7)));
    expect(past).toMatchObject({ expiresAt: after(1) });
  });

  test('a token is adopted once while it is there, by whoever comes first', async () => {
    const orphan = orphanOf();
    const all = await Promise.all(
      [1, 2, 3].map(() => leases().adopt({ ...orphan, leaseId: nextId() }, stamp())),
    );
    const [adopted, ...more] = all.filter((lease): lease is Lease => lease !== null);
    expect(more).toEqual([]);
    if (adopted === undefined) throw new Error('nobody has adopted it');
    expect(await isUnexplained(orphan)).toBe(false);
    await leases().settle(adopted.id, stamp());
    expect(await isUnexplained(orphan)).toBe(true);
    expect(await leases().adopt({ ...orphan, leaseId: nextId() }, stamp())).not.toBeNull();
  });

  test('the token of an open lease is no orphan, and that of a lease that is over is one', async () => {
    const lease = await activated(leases());
    const orphan = orphanOf({ tokenName: lease.tokenName, tokenId: lease.tokenId ?? '' });
    expect(await leases().adopt(orphan, stamp())).toBeNull();
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    expect(await leases().adopt(orphan, stamp())).toBeNull();
    await leases().settle(lease.id, stamp());
    expect(await leases().adopt(orphan, stamp())).toMatchObject({ id: orphan.leaseId, state: 'revoking' });
    expect(await leases().find(byId(lease))).toMatchObject({ state: 'revoked' });
  });

  test('an orphan that is gone is forgotten like another lease', async () => {
    const orphan = orphanOf();
    await leases().adopt(orphan, stamp());
    await leases().forget(after(1e12), TIMINGS.leaseKeep);
    expect(await leases().find({ by: 'id', leaseId: orphan.leaseId })).toBeDefined();
    await leases().settle(orphan.leaseId, stamp());
    await leases().forget(after(1e12), TIMINGS.leaseKeep);
    expect(await leases().find({ by: 'id', leaseId: orphan.leaseId })).toBeUndefined();
  });
}
