import type { IntentRefusal, LeaseStore, Result } from '@connect-token/core';
import { leaseStore, type Store } from '@connect-token/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  byKey,
  intentOf,
  jobNamed,
  keyOf,
  LIFETIME_MS,
  NO_TOMBSTONE,
  START,
  sha256Of,
  stamp,
  tombstone,
  type Wish,
} from '../lease-store/intents.ts';
import { describePostgres, openEmpty, openReplica } from './database.ts';

const clock = { now: () => START };

/** Two processes on one database, as far as the database can tell (F29). */
describePostgres('two replicas', () => {
  let stores: readonly [Store, Store];
  let replicas: readonly [LeaseStore, LeaseStore];
  beforeEach(async () => {
    stores = [await openEmpty(clock), await openReplica(clock)];
    replicas = [await leaseStore(stores[0]), await leaseStore(stores[1])];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  /** Every other one of so many calls goes to the other replica, all at once. */
  const spread = <T>(
    count: number,
    call: (replica: LeaseStore, n: number) => Promise<T>,
  ): Promise<readonly T[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => call(replicas[n % 2 === 0 ? 0 : 1], n)));

  const race = async (wish: Wish, count = 60) =>
    counted(await spread(count, (replica) => replica.intend(intentOf(wish), stamp())));

  test('are one broker to those who look at the tokens’ names', () => {
    expect(replicas[0].instance).toBe(replicas[1].instance);
  });

  test('give one lease for one key', async () => {
    expect(await race({ key: keyOf('one') })).toEqual({ admitted: 1, HANDLE_USED: 59 });
  });

  test('give one lease for one ID token', async () => {
    expect(await race({ idToken: { tokenId: 'jti' } })).toEqual({ admitted: 1, ID_TOKEN_REPLAYED: 59 });
  });

  test('give the last credit once', async () => {
    const wish: Wish = { plan: { kind: 'metered', limit: 4 }, standing: 3 };
    expect(await race(wish)).toEqual({ admitted: 1, CREDITS_EXHAUSTED: 59 });
    expect(await replicas[1].heldCredits()).toBe(1);
  });

  test('count the open leases of a job together', async () => {
    expect(await race({ job: jobNamed('7') })).toEqual({ admitted: 5, OPEN_LEASES_TOO_MANY: 55 });
  });

  test('take each due lease once', async () => {
    const due = await spread(40, (replica) => activated(replica));
    const at = after(LIFETIME_MS);
    const taken = await spread(20, (replica) => replica.claim(at, 4, after(LIFETIME_MS + 60_000)));
    const ids = taken.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const left = await replicas[0].claim(at, 100, after(LIFETIME_MS + 60_000));
    expect([...ids, ...left.map(({ id }) => id)].sort()).toEqual(due.map(({ id }) => id).sort());
  });

  test('write nothing over what the other one has claimed since (F30)', async () => {
    const lease = await activated(replicas[0]);
    await replicas[0].end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    const [stopped] = await replicas[0].claim(START, 1, after(10));
    const [later] = await replicas[1].claim(after(10), 1, after(20));
    if (stopped === undefined || later === undefined) throw new Error('each of them claimed it');
    const retry = { attempts: 1, nextTryAt: after(30), absentAt: null, stuckAt: null };
    expect(await replicas[0].postpone(stopped, retry, stamp())).toBe(false);
    expect(await replicas[1].postpone(later, retry, stamp())).toBe(true);
  });

  test('end a lease once, whichever is asked', async () => {
    const lease = await activated(replicas[0]);
    const outcomes = await spread(20, (replica) => replica.end(byId(lease), 'handle', NO_TOMBSTONE, stamp()));
    expect(outcomes.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'already')).toHaveLength(19);
  });

  test('activate a lease or end it, never both', async () => {
    const leases = await spread(100, (replica) => replica.intend(intentOf(), stamp()));
    for (const result of leases) {
      if (!result.ok) throw new Error(result.error.code);
      const { id } = result.value;
      const token = { id: `token-${id}`, sha256: sha256Of(id) };
      const [active] = await Promise.all([
        replicas[0].activate(id, token, stamp()),
        replicas[1].end(byId({ id }), 'handle', NO_TOMBSTONE, stamp()),
      ]);
      expect(await replicas[0].find(byId({ id }))).toMatchObject({
        state: 'revoking',
        tokenId: active ? token.id : null,
      });
    }
  });

  test('never open a lease for a handle that was ended, over hundreds of races of an end with its mint (I13)', async () => {
    const met = { buried: 0, ended: 0 };
    await spread(200, async (replica, n) => {
      const key = keyOf(`race ${n}`);
      const other = replica === replicas[0] ? replicas[1] : replicas[0];
      const intend = () => replica.intend(intentOf({ key }), stamp());
      const end = () => other.end(byKey(key), 'handle', tombstone(undefined, 1_000), stamp());
      const [minted, ended] =
        n % 4 < 2 ? await Promise.all([intend(), end()]) : reversed(await Promise.all([end(), intend()]));
      if (ended.kind === 'buried') {
        met.buried += 1;
        expect(minted).toMatchObject({ error: { code: 'HANDLE_ENDED' } });
      } else {
        met.ended += 1;
        expect(ended).toMatchObject({ kind: 'ended', lease: { state: 'revoking' } });
        expect(minted).toMatchObject({ ok: true });
      }
    });
    expect(met.buried).toBeGreaterThan(0);
    expect(met.ended).toBeGreaterThan(0);
  });

  test('refuse every mint of a job whose end came first, and end those that came before (F24)', async () => {
    await spread(60, async (replica, n) => {
      const job = jobNamed(`check ${n}`, `run ${n}`);
      const other = replica === replicas[0] ? replicas[1] : replicas[0];
      const how = { reason: 'webhook', limit: 10, over: after(600_000), note: null } as const;
      const [minted, ended] = await Promise.all([
        replica.intend(intentOf({ job }), stamp()),
        other.endAll({ by: 'job', job: { ...job, checkRunId: `check ${n}` } }, how, () => stamp()),
      ]);
      if (ended.length === 0) expect(minted).toMatchObject({ error: { code: 'JOB_OVER' } });
      else expect(minted).toMatchObject({ ok: true });
    });
  });

  test('hold tombstones to one cap', async () => {
    const outcomes = await spread(60, (replica, n) =>
      replica.end(byKey(keyOf(`flood ${n}`)), 'handle', tombstone(undefined, 10), stamp()),
    );
    expect(outcomes.filter(({ kind }) => kind === 'buried')).toHaveLength(10);
    expect(outcomes.filter(({ kind }) => kind === 'full')).toHaveLength(50);
  });
});

const reversed = <A, B>([a, b]: readonly [A, B]): readonly [B, A] => [b, a];

function counted(results: readonly Result<unknown, IntentRefusal>[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const outcome = result.ok ? 'admitted' : result.error.code;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
