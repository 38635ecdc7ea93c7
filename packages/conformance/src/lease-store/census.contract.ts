import type { LeaseStore, RunAttempt } from '@connect-token/core';
import { expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  intended,
  jobNamed,
  LIFETIME_MS,
  NO_TOMBSTONE,
  SEND_WITHIN_MS,
  stamp,
  vaultsNamed,
} from './intents.ts';

/** What metrics, readiness and the poll ask. */
export function censusContract(leases: () => LeaseStore): void {
  test('a census counts what is open, what is late and what is stuck', async () => {
    await intended(leases(), { vaults: vaultsNamed('a', 'b') });
    await activated(leases());
    const ended = await activated(leases(), { vaults: vaultsNamed('a', 'b', 'c') });
    const stuck = await activated(leases());
    const over = await activated(leases());
    for (const lease of [ended, stuck, over]) {
      await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp(after(5)));
    }
    await leases().settle(over.id, stamp());
    const retry = { attempts: 9, nextTryAt: after(20), absentAt: null, stuckAt: after(9) };
    await leases().postpone(stuck, retry, stamp(after(9)));
    const census = { states: { intent: 1, active: 1, revoking: 2 }, stuck: 1, held: 7 };
    expect(await leases().census(after(5))).toEqual({ ...census, overdue: 0, oldestDueAt: null });
    expect(await leases().census(after(6))).toEqual({ ...census, overdue: 1, oldestDueAt: after(5) });
    const late = { ...census, oldestDueAt: after(5) };
    expect(await leases().census(after(21))).toEqual({ ...late, overdue: 2 });
    expect(await leases().census(after(SEND_WITHIN_MS + 2))).toEqual({ ...late, overdue: 3 });
    expect(await leases().census(after(LIFETIME_MS + 1))).toEqual({ ...late, overdue: 4 });
  });

  test('a census of nothing is nothing', async () => {
    expect(await leases().census(after(0))).toEqual({
      states: { intent: 0, active: 0, revoking: 0 },
      stuck: 0,
      overdue: 0,
      oldestDueAt: null,
      held: 0,
    });
  });

  const runOf = (run: string): RunAttempt => {
    const { checkRunId: _, ...attempt } = jobNamed(null, run);
    return attempt;
  };

  test('run attempts with an open lease come once each, the one with the oldest lease first', async () => {
    await intended(leases(), { job: jobNamed('1', 'young'), at: after(30) });
    await intended(leases(), { job: jobNamed('1', 'old'), at: after(10) });
    await activated(leases(), { job: jobNamed('2', 'young'), at: after(5) });
    await activated(leases(), { job: jobNamed(null, 'old'), at: after(40) });
    const ended = await activated(leases(), { job: jobNamed('1', 'ended'), at: after(1) });
    await leases().end(byId(ended), 'handle', NO_TOMBSTONE, stamp());
    await leases().adopt(
      { leaseId: 'O'.repeat(26), tokenId: 't', tokenName: 'n', serverId: 's', vaults: [], expiresAt: null },
      stamp(after(2)),
    );
    expect(await leases().openRuns(after(100), 10)).toEqual([runOf('young'), runOf('old')]);
    expect(await leases().openRuns(after(100), 1)).toEqual([runOf('young')]);
    expect(await leases().openRuns(after(6), 10)).toEqual([runOf('young')]);
    expect(await leases().openRuns(after(5), 10)).toEqual([]);
  });

  test('open leases of some repositories are those that can be ended, of one issuer, in the order of their ids', async () => {
    const { issuer } = jobNamed(null);
    const of = (repositoryId: string, over: object = {}) => ({
      job: { ...jobNamed('1'), repositoryId, ...over },
    });
    const made = [
      await intended(leases(), of('1')),
      await activated(leases(), of('2')),
      await activated(leases(), of('1', { runId: '7' })),
    ];
    await activated(leases(), of('3'));
    await activated(leases(), of('1', { issuer: 'https://ghe.example' }));
    const ended = await activated(leases(), of('1'));
    await leases().end(byId(ended), 'handle', NO_TOMBSTONE, stamp());
    const pages = async (after: string | null, limit: number, repositoryIds = ['1', '2']) =>
      (await leases().openLeases({ issuer, repositoryIds, after, limit })).map(({ id }) => id);
    const ids = made.map(({ id }) => id);
    expect(await pages(null, 10)).toEqual(ids);
    expect(await pages(null, 2)).toEqual(ids.slice(0, 2));
    expect(await pages(ids[1] ?? null, 2)).toEqual(ids.slice(2));
    expect(await pages(ids[2] ?? null, 2)).toEqual([]);
    expect(await pages(null, 10, [])).toEqual([]);
    // Rules add up: more repositories than one statement of any database has parameters for.
    const many = Array.from({ length: 66_000 }, (_, n) => String(n + 1_000));
    expect(await pages(ids[0] ?? null, 1, ['1', ...many, '2'])).toEqual(ids.slice(1, 2));
    expect(await leases().openLeases({ issuer, repositoryIds: ['2'], after: null, limit: 10 })).toEqual([
      made[1],
    ]);
  });
}
