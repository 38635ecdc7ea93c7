import {
  type ActivityEntry,
  type Lease,
  type LeaseStore,
  milliseconds,
  plus,
  TIMINGS,
  type UsageChoice,
  type UsagePage,
} from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { PRODUCTION, START } from '../control-plane/world.ts';
import { activated, after, byId, jobNamed, NO_TOMBSTONE, stamp } from '../lease-store/intents.ts';
import type { Subject } from './subject.ts';

const STANDING = 'standing000000000000000000';

const use = (n: number, tokenId: string | null, changes: Partial<ActivityEntry> = {}): ActivityEntry => ({
  requestId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  at: plus(START, milliseconds(n)),
  action: 'READ',
  result: 'SUCCESS',
  actor: {
    serverId: 'SERVER00000000000000000000',
    tokenId: tokenId ?? '',
    userAgent: 'sdk',
    requestIp: '::1',
  },
  resource: { type: 'ITEM', vaultId: PRODUCTION.id, itemId: 'item', itemVersion: 3 },
  ...changes,
});

export function usageContract({ house, owner }: Subject): void {
  const usage = async (choice: UsageChoice, page: Partial<UsagePage> = {}) =>
    must(await owner().audit.usage({ choice, limit: 100, before: null, since: null, ...page }));
  const times = async (choice: UsageChoice, page: Partial<UsagePage> = {}) =>
    (await usage(choice, page)).map(({ at }) => at - START);
  const record = async (...uses: readonly ActivityEntry[]): Promise<void> => {
    for (const each of uses) await house().record(each);
  };
  /** An implementation whose leases can't be reached from here says so, and is not asked. */
  const withLeases = async (work: (leases: LeaseStore) => Promise<void>): Promise<void> => {
    const { leases } = house();
    if (leases !== null) await work(leases);
  };
  const byToken = (tokenId: string): UsageChoice => ({ by: 'token', tokenId });
  const ofJob = (leases: LeaseStore, run: string, repositoryId: string): Promise<Lease> =>
    activated(leases, { job: { ...jobNamed(`${run} ${repositoryId}`, run), repositoryId } });

  describe('what tokens were used for', () => {
    test('is nothing before anything was', async () => {
      expect(await usage(byToken(STANDING))).toEqual([]);
    });

    test('is told of a standing token as it was recorded, newest first, refusals with the rest', async () => {
      const denied = use(2, STANDING, {
        action: 'DELETE',
        result: 'DENY',
        resource: { type: 'VAULT', vaultId: null, itemId: null, itemVersion: null },
      });
      await record(use(1, STANDING), denied, use(3, 'another'));
      const told = await usage(byToken(STANDING));
      expect(told).toEqual([
        { ...denied, id: expect.any(String), lease: null },
        { ...use(1, STANDING), id: expect.any(String), lease: null },
      ]);
    });

    test('is joined with leases: by lease, by run and by repository', () =>
      withLeases(async (leases) => {
        const one = await ofJob(leases, '100', '42');
        const other = await ofJob(leases, '100', '42');
        const later = await ofJob(leases, '101', '42');
        const elsewhere = await ofJob(leases, '102', '43');
        await record(...[one, other, later, elsewhere].map(({ tokenId }, n) => use(n, tokenId)));
        await record(use(4, STANDING), use(5, one.tokenId));
        expect(await times({ by: 'lease', leaseId: one.id })).toEqual([5, 0]);
        expect(await times({ by: 'run', runId: '100' })).toEqual([5, 1, 0]);
        expect(await times({ by: 'repository', repositoryId: '42' })).toEqual([5, 2, 1, 0]);
        expect(await times({ by: 'repository', repositoryId: '44' })).toEqual([]);
        expect((await usage({ by: 'run', runId: '102' }))[0]?.lease).toEqual({
          leaseId: elsewhere.id,
          repositoryId: '43',
          runId: '102',
        });
        expect((await usage(byToken(other.tokenId ?? '')))[0]?.lease).toMatchObject({ leaseId: other.id });
      }));

    test('stays known when the lease is over and forgotten', () =>
      withLeases(async (leases) => {
        const lease = await ofJob(leases, '100', '42');
        await record(use(1, lease.tokenId));
        await leases.end(byId(lease), 'token', NO_TOMBSTONE, stamp());
        await leases.settle(lease.id, stamp());
        await leases.forget(after(1e12), TIMINGS.leaseKeep);
        expect(await leases.find(byId(lease))).toBeUndefined();
        for (const choice of [
          { by: 'lease', leaseId: lease.id },
          { by: 'run', runId: '100' },
          { by: 'repository', repositoryId: '42' },
        ] as const)
          expect(await usage(choice)).toMatchObject([{ lease: { leaseId: lease.id, runId: '100' } }]);
      }));

    test('is read page by page, and from an instant on, that instant included', async () => {
      await record(...Array.from({ length: 7 }, (_, n) => use(n, STANDING)));
      const first = await usage(byToken(STANDING), { limit: 3 });
      await record(use(8, STANDING));
      const before = first.at(-1)?.id ?? null;
      expect(await times(byToken(STANDING), { limit: 3, before })).toEqual([3, 2, 1]);
      const since = plus(START, milliseconds(5));
      expect(await times(byToken(STANDING), { since })).toEqual([8, 6, 5]);
      expect(await times(byToken(STANDING), { since, before })).toEqual([]);
    });
  });
}
