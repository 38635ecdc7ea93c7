import type { GroupEnd, Job, Lease, LeaseGroup, LeaseStore } from '@connect-token/core';
import { expect, test } from 'vitest';
import { activated, after, byId, intended, intentOf, jobNamed, NO_TOMBSTONE, stamp } from './intents.ts';

type CheckedJob = Job & { readonly checkRunId: string };

const checked = (check: string, over: Partial<Job> = {}): CheckedJob => ({
  ...jobNamed(check),
  ...over,
  checkRunId: check,
});

/** Ends of many leases at once, and what they leave behind for mints that come later. */
export function groupContract(leases: () => LeaseStore): void {
  const endAll = async (which: LeaseGroup, how: Partial<GroupEnd> = {}): Promise<readonly string[]> => {
    const all = { reason: 'webhook', limit: 100, over: null, note: null, ...how } as const;
    return (await leases().endAll(which, all, () => stamp(after(50)))).map(({ id }) => id);
  };
  const stateOf = async (lease: Lease) => (await leases().find(byId(lease)))?.state;
  const refusalOf = async (job: Job, at = after(0)) => {
    const result = await leases().intend(intentOf({ job }), stamp(at));
    return result.ok ? 'admitted' : result.error.code;
  };
  /** Two jobs of one run attempt, one that names no check run, another attempt, another run, another repository. */
  const world = async () => ({
    one: await activated(leases(), { job: checked('1') }),
    two: await intended(leases(), { job: checked('2') }),
    unchecked: await activated(leases(), { job: jobNamed(null) }),
    attempt: await activated(leases(), { job: checked('1', { runAttempt: '2' }) }),
    run: await activated(leases(), { job: checked('1', { runId: '200' }) }),
    repository: await activated(leases(), { job: checked('1', { runId: '300', repositoryId: '43' }) }),
    issuer: await activated(leases(), { job: checked('1', { issuer: 'https://ghe.example' }) }),
  });

  test.each<[string, LeaseGroup, readonly (keyof Awaited<ReturnType<typeof world>>)[]]>([
    ['a job', { by: 'job', job: checked('1') }, ['one']],
    ['a run attempt', { by: 'run-attempt', attempt: jobNamed(null) }, ['one', 'two', 'unchecked']],
    ['a run', { by: 'run', runId: '100' }, ['one', 'two', 'unchecked', 'attempt', 'issuer']],
    [
      'its own run',
      { by: 'own-run', run: { issuer: jobNamed(null).issuer, repositoryId: '42', runId: '100' } },
      ['one', 'two', 'unchecked', 'attempt'],
    ],
    ['a repository', { by: 'repository', repositoryId: '43' }, ['repository']],
    ['all', { by: 'all' }, ['one', 'two', 'unchecked', 'attempt', 'run', 'repository', 'issuer']],
  ])('the end of %s ends the open leases of it, and no other', async (_what, which, names) => {
    const made = await world();
    expect(await endAll(which)).toEqual(names.map((name) => made[name].id));
    for (const [name, lease] of Object.entries(made)) {
      const ended = names.some((each) => each === name);
      expect(await stateOf(lease), name).toBe(ended ? 'revoking' : lease.state);
    }
    expect(await endAll(which)).toEqual([]);
  });

  test('the end of one lease by its id ends that one, and leaves an over one as it is', async () => {
    const made = await world();
    const which: LeaseGroup = { by: 'lease', leaseId: made.two.id };
    expect(await endAll(which, { reason: 'operator' })).toEqual([made.two.id]);
    expect(await endAll(which, { reason: 'operator' })).toEqual([]);
    expect(await endAll({ by: 'lease', leaseId: '0'.repeat(26) })).toEqual([]);
    expect(await stateOf(made.one)).toBe('active');
  });

  test('a lease that was ended with others is like one that was ended alone', async () => {
    const lease = await activated(leases());
    const how = { reason: 'operator', limit: 1, over: null, note: 'laptop stolen' } as const;
    const [ended] = await leases().endAll({ by: 'all' }, how, () => stamp(after(50)));
    expect(ended).toEqual({ ...lease, state: 'revoking', endReason: 'operator', endedAt: after(50) });
    expect(await leases().find(byId(lease))).toEqual(ended);
    expect(await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp())).toMatchObject({
      kind: 'already',
    });
    expect(await leases().heldCredits()).toBe(1);
  });

  test('many are ended some at a time, oldest first, until fewer come than were asked for', async () => {
    const made = await Promise.all([5, 3, 4, 1, 2].map((n) => intended(leases(), { at: after(n) })));
    const byAge = [3, 4, 1, 2, 0].map((index) => made[index]?.id);
    expect(await endAll({ by: 'all' }, { limit: 2 })).toEqual(byAge.slice(0, 2));
    expect(await endAll({ by: 'all' }, { limit: 2 })).toEqual(byAge.slice(2, 4));
    expect(await endAll({ by: 'all' }, { limit: 2 })).toEqual(byAge.slice(4));
  });

  test('a job that is over gets no lease until that is forgotten; another job of its attempt does', async () => {
    await endAll({ by: 'job', job: checked('1') }, { over: after(1_000) });
    expect(await refusalOf(checked('1'))).toBe('JOB_OVER');
    expect(await refusalOf(checked('1'), after(1_000))).toBe('JOB_OVER');
    expect(await refusalOf(checked('1'), after(1_001))).toBe('admitted');
    expect(await refusalOf(checked('2'))).toBe('admitted');
    expect(await refusalOf(jobNamed(null))).toBe('admitted');
  });

  test('a run attempt that is over refuses each of its jobs, also where no check run is named', async () => {
    await endAll({ by: 'run-attempt', attempt: jobNamed(null) }, { over: after(1_000) });
    expect(await refusalOf(checked('1'))).toBe('JOB_OVER');
    expect(await refusalOf(jobNamed(null))).toBe('JOB_OVER');
  });

  test.each<[string, LeaseGroup]>([
    ['a job', { by: 'job', job: checked('1') }],
    ['a run attempt', { by: 'run-attempt', attempt: jobNamed(null) }],
  ])(
    'the end of %s leaves a re-run alone, and other runs, repositories and issuers',
    async (_what, which) => {
      await endAll(which, { over: after(1_000) });
      for (const other of [
        { runAttempt: '2' },
        { runId: '200' },
        { repositoryId: '43' },
        { issuer: 'https://ghe.example' },
      ]) {
        expect(await refusalOf(checked('1', other)), JSON.stringify(other)).toBe('admitted');
      }
    },
  );

  test('that a job is over is remembered for the longest that was said', async () => {
    const which = { by: 'job', job: checked('1') } as const;
    for (const ms of [1_000, 3_000, 2_000]) await endAll(which, { over: after(ms) });
    expect(await refusalOf(checked('1'), after(3_000))).toBe('JOB_OVER');
    expect(await refusalOf(checked('1'), after(3_001))).toBe('admitted');
  });

  test('a refusal because a job is over leaves its ID token good', async () => {
    const idToken = { tokenId: 'jti' };
    await endAll({ by: 'job', job: checked('1') }, { over: after(1_000) });
    const refused = await leases().intend(intentOf({ idToken, job: checked('1') }), stamp());
    expect(refused).toMatchObject({ ok: false, error: { code: 'JOB_OVER' } });
    await intended(leases(), { idToken, job: checked('2') });
  });
}
