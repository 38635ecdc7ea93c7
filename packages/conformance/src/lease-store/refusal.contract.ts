import {
  type CreditPlan,
  type LeaseStore,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
} from '@connect-token/core';
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
  nextId,
  START,
  stamp,
  tombstone,
  vaultsNamed,
  type Wish,
} from './intents.ts';

const metered = (limit: number): CreditPlan => ({ kind: 'metered', limit });

/** Why an intent is refused, in which order, and that a refusal leaves nothing behind. */
export function refusalContract(leases: () => LeaseStore): void {
  const refusalOf = async (wish: Wish) => {
    const result = await leases().intend(intentOf(wish), stamp(wish.at));
    return result.ok ? 'admitted' : result.error;
  };

  test('a key that was ended before its mint is refused, and its ID token stays good', async () => {
    const key = keyOf('early');
    await leases().end(byKey(key), 'handle', tombstone(), stamp());
    const idToken = { tokenId: 'jti' };
    expect(await refusalOf({ key, idToken })).toEqual({ code: 'HANDLE_ENDED' });
    expect(await refusalOf({ key: keyOf('new'), idToken })).toBe('admitted');
  });

  test('a key buys one lease, ever: open, ended or failed', async () => {
    const key = keyOf('once');
    const lease = await intended(leases(), { key });
    const used = { code: 'HANDLE_USED', leaseId: lease.id };
    expect(await refusalOf({ key })).toEqual(used);
    expect(await leases().find(byId(lease))).toEqual(lease);
    await leases().end(byKey(key), 'handle', tombstone(), stamp());
    expect(await refusalOf({ key })).toEqual(used);
    await leases().settle(lease.id, stamp());
    expect(await refusalOf({ key })).toEqual(used);
  });

  test("leases without a key don't stand in each other's way", async () => {
    await intended(leases(), { key: null });
    expect(await refusalOf({ key: null })).toBe('admitted');
  });

  test('an ID token buys one lease, and a second use names the first', async () => {
    const idToken = { tokenId: 'jti' };
    const lease = await intended(leases(), { idToken });
    expect(await refusalOf({ idToken })).toEqual({ code: 'ID_TOKEN_REPLAYED', leaseId: lease.id });
    await leases().abandon(lease.id, stamp());
    expect(await refusalOf({ idToken })).toEqual({ code: 'ID_TOKEN_REPLAYED', leaseId: lease.id });
  });

  test('the same token id of another issuer is another ID token', async () => {
    await intended(leases(), { idToken: { issuer: 'https://one.example', tokenId: 'jti' } });
    expect(await refusalOf({ idToken: { issuer: 'https://two.example', tokenId: 'jti' } })).toBe('admitted');
  });

  test('a job holds five open leases, and a sixth once one of them was ended', async () => {
    const job = jobNamed('7');
    const held = [];
    for (let n = 0; n < OPEN_LEASES_PER_JOB_MAX; n++) held.push(await activated(leases(), { job }));
    expect(await refusalOf({ job })).toEqual({
      code: 'OPEN_LEASES_TOO_MANY',
      holder: 'job',
      open: OPEN_LEASES_PER_JOB_MAX,
      limit: OPEN_LEASES_PER_JOB_MAX,
    });
    expect(await refusalOf({ job: jobNamed('8') })).toBe('admitted');
    for (const lease of held.slice(0, 1)) await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    expect(await refusalOf({ job })).toBe('admitted');
    expect(await refusalOf({ job })).toMatchObject({ holder: 'job' });
  });

  test('a run attempt holds a hundred open leases of all its jobs, and another attempt as many', async () => {
    const job = (n: number) => jobNamed(String(n), 'run');
    await Promise.all(
      Array.from({ length: OPEN_LEASES_PER_RUN_MAX - 1 }, (_, n) => intended(leases(), { job: job(n) })),
    );
    expect(await refusalOf({ job: job(1000) })).toBe('admitted');
    expect(await refusalOf({ job: job(1001) })).toEqual({
      code: 'OPEN_LEASES_TOO_MANY',
      holder: 'run attempt',
      open: OPEN_LEASES_PER_RUN_MAX,
      limit: OPEN_LEASES_PER_RUN_MAX,
    });
    expect(await refusalOf({ job: { ...job(1001), runAttempt: '2' } })).toBe('admitted');
    expect(await refusalOf({ job: { ...job(1001), repositoryId: '43' } })).toBe('admitted');
  });

  test('without a check run the binding is the run attempt, so only its bound holds', async () => {
    const job = jobNamed(null, 'run');
    const intents = Array.from({ length: OPEN_LEASES_PER_RUN_MAX }, () => intended(leases(), { job }));
    expect(await Promise.all(intents)).toHaveLength(OPEN_LEASES_PER_RUN_MAX);
    expect(await refusalOf({ job })).toMatchObject({ holder: 'run attempt', open: OPEN_LEASES_PER_RUN_MAX });
  });

  test('credits are given up to the limit, standing tokens counted, and not one more', async () => {
    const plan = metered(5);
    await intended(leases(), { plan, standing: 2, vaults: vaultsNamed('a', 'b') });
    expect(await refusalOf({ plan, standing: 2, vaults: vaultsNamed('a', 'b') })).toEqual({
      code: 'CREDITS_EXHAUSTED',
      holder: { kind: 'account' },
      limit: 5,
      used: 4,
      needed: 2,
      retryAfter: LIFETIME_MS / 1_000,
    });
    expect(await refusalOf({ plan, standing: 2, vaults: vaultsNamed('a') })).toBe('admitted');
    expect(await leases().heldCredits()).toBe(3);
  });

  test('a lease that is being revoked holds its credits until the token is provably gone', async () => {
    const plan = metered(1);
    const lease = await activated(leases(), { plan });
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    expect(await refusalOf({ plan })).toMatchObject({ code: 'CREDITS_EXHAUSTED', used: 1 });
    await leases().settle(lease.id, stamp());
    expect(await refusalOf({ plan })).toBe('admitted');
  });

  test('of several reasons the first is told: tombstone, key, ID token, open leases, credits', async () => {
    const job = jobNamed('7');
    const idToken = { tokenId: 'jti' };
    const [key, buried] = [keyOf('used'), keyOf('buried')];
    await leases().end(byKey(buried), 'handle', tombstone(), stamp());
    await intended(leases(), { job, idToken, key });
    for (let n = 1; n < OPEN_LEASES_PER_JOB_MAX; n++) await intended(leases(), { job });
    const plan = metered(1);
    expect(await refusalOf({ job, idToken, plan, key: buried })).toMatchObject({ code: 'HANDLE_ENDED' });
    expect(await refusalOf({ job, idToken, plan, key })).toMatchObject({ code: 'HANDLE_USED' });
    expect(await refusalOf({ job, idToken, plan })).toMatchObject({ code: 'ID_TOKEN_REPLAYED' });
    expect(await refusalOf({ job, plan })).toMatchObject({ code: 'OPEN_LEASES_TOO_MANY' });
    expect(await refusalOf({ plan })).toMatchObject({ code: 'CREDITS_EXHAUSTED' });
  });

  test('a refusal changes nothing: no lease, no credits, the ID token not used up', async () => {
    const lease = await intended(leases(), { plan: metered(1) });
    const id = nextId();
    const idToken = { tokenId: 'jti' };
    const key = keyOf('refused');
    expect(await refusalOf({ id, idToken, key, plan: metered(1) })).toMatchObject({
      code: 'CREDITS_EXHAUSTED',
    });
    expect(await leases().find({ by: 'id', leaseId: id })).toBeUndefined();
    expect(await leases().heldCredits()).toBe(1);
    expect((await leases().claim(after(1e9), 10, after(1e9))).map((due) => due.id)).toEqual([lease.id]);
    expect(await refusalOf({ id, idToken, key, at: START })).toBe('admitted');
  });
}
