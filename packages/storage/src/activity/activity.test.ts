import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActivityEntry, type Instant, instant, seconds, type Timer } from '@connect-token/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { StoreUnavailable } from '../store-unavailable.ts';
import { type BatchedActivityLog, batchedActivityLog } from './batched.ts';
import { durableActivityLog } from './durable.ts';
import { activityForgetter } from './forget.ts';
import { lastUses } from './last-use.ts';

const clock = { now: () => instant(1_000) };

let directory: string;
let store: Store;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'activity-'));
  const opened = await openStore({ directory, clock });
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});
beforeEach(() => store.transact((trx) => trx.deleteFrom('activity').execute()));

/** Fires when it is told to. */
function handTimer(): { readonly timer: Timer; readonly fire: () => void; readonly waits: () => number } {
  const due: { readonly span: number; readonly work: () => void }[] = [];
  return {
    timer: {
      after: (span, work) => {
        const entry = { span, work };
        due.push(entry);
        return () => void due.splice(due.indexOf(entry), 1);
      },
    },
    fire: () => {
      for (const { work } of due.splice(0)) work();
    },
    waits: () => due.length,
  };
}

const entry = (n: number, changes: Partial<ActivityEntry['actor']> = {}): ActivityEntry => ({
  requestId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  at: instant(n),
  action: 'READ',
  result: 'SUCCESS',
  actor: {
    serverId: 'server',
    tokenId: 'token',
    userAgent: 'connect-sdk-js/1',
    requestIp: '127.0.0.1',
    ...changes,
  },
  resource: { type: 'ITEM', vaultId: 'vault', itemId: 'item', itemVersion: 2 },
});

const page = { limit: 50, offset: 0, serverId: null, tokenIds: null };
const rows = (): Promise<number> =>
  store.transact(async (trx) => (await trx.selectFrom('activity').select('id').execute()).length);

/** A store that can be switched off. */
function switched(): { readonly store: Store; off: boolean; tries: number } {
  const state = { off: false, tries: 0, store };
  state.store = {
    ...store,
    transact: (work, purpose) => {
      state.tries += 1;
      return state.off ? Promise.reject(new StoreUnavailable('switched off')) : store.transact(work, purpose);
    },
  };
  return state;
}

const batched = (over: Store = store) => {
  const hand = handTimer();
  const failures: (readonly [unknown, number])[] = [];
  const onFailure = (cause: unknown, waiting: number): void => void failures.push([cause, waiting]);
  const log: BatchedActivityLog = batchedActivityLog({ store: over, timer: hand.timer, onFailure });
  return { log, failures, ...hand };
};

test('the last use of a token is its newest entry, whoever else was served since, and of one without entries none', async () => {
  const { log } = batched();
  const uses = [
    [1, 'one'],
    [5, 'one'],
    [7, 'two'],
    [9, 'three'],
  ] as const;
  for (const [at, tokenId] of uses) await log.record(entry(at, { tokenId }));
  await log.close();
  expect(await lastUses(store, ['one', 'two', 'never'])).toEqual(
    new Map([
      ['one', 5],
      ['two', 7],
    ]),
  );
});

describe('activity in batches', () => {
  test('is read back as it was recorded, newest first, with what has not been written yet', async () => {
    const { log } = batched();
    const denied: ActivityEntry = {
      ...entry(2),
      action: 'DELETE',
      result: 'DENY',
      resource: { type: 'VAULT', vaultId: null, itemId: null, itemVersion: null },
    };
    await log.record(entry(1));
    await log.record(denied);
    await log.record(entry(3));
    expect(await rows()).toBe(0);
    expect(await log.list(page)).toEqual({ entries: [entry(3), denied, entry(1)], total: 3 });
  });

  test('of one log stays in its order within a millisecond, and when a clock is set back', async () => {
    const { log } = batched();
    const told = [5, 5, 5, 3, 6].map((at, n) => ({ ...entry(n), at: instant(at) }));
    for (const each of told) await log.record(each);
    expect((await log.list(page)).entries).toEqual(told.toReversed());
  });

  test('is paged, narrowed by server and by tokens, and counted in all', async () => {
    const { log } = batched();
    for (let n = 0; n < 30; n += 1)
      await log.record(entry(n, { serverId: `server ${n % 2}`, tokenId: `token ${n % 3}` }));
    const listed = await log.list({ ...page, serverId: 'server 1', limit: 4, offset: 3 });
    expect(listed.total).toBe(15);
    expect(listed.entries.map(({ at }) => at)).toEqual([23, 21, 19, 17]);
    const two = await log.list({ ...page, tokenIds: ['token 0', 'token 2'], serverId: 'server 0' });
    expect(two.total).toBe(10);
    expect(await log.list({ ...page, tokenIds: [] })).toEqual({ entries: [], total: 0 });
    expect(await log.list({ ...page, offset: 30 })).toEqual({ entries: [], total: 30 });
    expect(await log.list({ ...page, limit: 0 })).toEqual({ entries: [], total: 30 });
  });

  test('is counted and paged over the end of a portion', async () => {
    const { log } = batched();
    for (let n = 0; n < 10_003; n += 1) {
      await log.admit();
      await log.record(entry(n));
    }
    const { entries, total } = await log.list({ ...page, offset: 9_998, limit: 1_000 });
    expect(total).toBe(10_003);
    expect(entries.map(({ at }) => at)).toEqual([4, 3, 2, 1, 0]);
  });

  test('is written by one timer for all that comes until it fires', async () => {
    const { log, fire, waits } = batched();
    await log.record(entry(1));
    await log.record(entry(2));
    expect(waits()).toBe(1);
    fire();
    await log.flush();
    expect(await rows()).toBe(2);
    expect(waits()).toBe(0);
  });

  test('is written at once when a batch is full', async () => {
    const { log } = batched();
    for (let n = 0; n < 500; n += 1) await log.record(entry(n));
    // The units of a store take turns: this one comes after the one that is under way.
    expect(await rows()).toBe(500);
  });

  test('is written when the log is closed, and nothing is admitted from then on', async () => {
    const { log, failures, waits } = batched();
    await log.record(entry(1));
    await log.close();
    expect(await rows()).toBe(1);
    expect(waits()).toBe(0);
    expect(failures).toEqual([]);
    await expect(log.admit()).rejects.toThrow(StoreUnavailable);
  });

  test('waits where the store takes nothing, each once, and is written when it does', async () => {
    const gate = switched();
    const { log, failures, fire } = batched(gate.store);
    await log.record(entry(1));
    gate.off = true;
    await expect(log.flush()).rejects.toThrow('switched off');
    fire();
    await new Promise(setImmediate);
    expect(failures).toMatchObject([[{ message: 'switched off' }, 1]]);
    gate.off = false;
    fire();
    await log.flush();
    expect(await rows()).toBe(1);
  });

  test('that was written by a commit whose answer was lost is there once', async () => {
    let lose = true;
    const losing: Store = {
      ...store,
      transact: async (work) => {
        const value = await store.transact(work);
        if (!lose) return value;
        lose = false;
        throw new StoreUnavailable('the answer to a commit was lost', undefined, 'unknown');
      },
    };
    const { log } = batched(losing);
    await log.record(entry(1));
    await expect(log.flush()).rejects.toThrow('lost');
    await log.record(entry(2));
    await log.flush();
    expect((await log.list(page)).total).toBe(2);
  });

  test('that can not be written keeps calls from being admitted once ten thousand wait, and drops none', async () => {
    const gate = switched();
    const { log, failures, fire } = batched(gate.store);
    gate.off = true;
    for (let n = 0; n < 10_000; n += 1) {
      await log.admit();
      await log.record(entry(n));
    }
    await expect(log.admit()).rejects.toThrow(StoreUnavailable);
    // A call that was under way is told all the same.
    await log.record(entry(10_000));
    expect(gate.tries).toBeLessThan(10);
    expect(failures.length).toBeGreaterThan(0);
    gate.off = false;
    fire();
    await log.flush();
    await log.admit();
    expect((await log.list(page)).total).toBe(10_001);
  });

  test('that is left when the store is gone is told as lost', async () => {
    const gate = switched();
    const { log, failures } = batched(gate.store);
    await log.record(entry(1));
    gate.off = true;
    await log.close();
    expect(failures).toMatchObject([[{ message: 'switched off' }, 1]]);
  });

  test('holds no text that a terminal obeys or a database refuses, and no endless one', async () => {
    const { log } = batched();
    await log.record(entry(1, { userAgent: `a\u0000b\u001b[2J\ud800é${'x'.repeat(1_000)}` }));
    const [told] = (await log.list(page)).entries;
    expect(told?.actor.userAgent).toBe(`a?b?[2J??${'x'.repeat(247)}`);
  });
});

describe('durable activity', () => {
  test('is on disk when it is recorded', async () => {
    const log = durableActivityLog(store);
    await log.admit();
    await log.record(entry(1));
    expect(await rows()).toBe(1);
    await log.flush();
    expect(await log.list(page)).toEqual({ entries: [entry(1)], total: 1 });
  });

  test('that can not be written is told to its caller', async () => {
    const gate = switched();
    const log = durableActivityLog(gate.store);
    gate.off = true;
    await expect(log.record(entry(1))).rejects.toThrow('switched off');
  });
});

describe('old activity', () => {
  const DAY = 86_400_000;
  const forgetterAt = (now: Instant, over: Store = store) => {
    const hand = handTimer();
    const failures: unknown[] = [];
    const parts = { store: over, clock: { now: () => now }, timer: hand.timer, keep: seconds(90 * 86_400) };
    return {
      forgetter: activityForgetter({ ...parts, onFailure: (cause) => void failures.push(cause) }),
      failures,
      ...hand,
    };
  };

  test('is deleted when it is older than it is to be kept, in as many batches as it takes', async () => {
    const { log } = batched();
    for (let n = 0; n < 1_203; n += 1) await log.record({ ...entry(n), at: instant(DAY - 1_200 + n) });
    await log.flush();
    const { forgetter, waits } = forgetterAt(instant(91 * DAY));
    forgetter.start();
    await expect.poll(waits).toBe(1);
    const { entries } = await log.list(page);
    expect(entries.map(({ at }) => at)).toEqual([DAY + 2, DAY + 1, DAY]);
    await forgetter.stop();
    expect(waits()).toBe(0);
  });

  test('that could not be deleted is tried again an hour later', async () => {
    const { log } = batched();
    await log.record(entry(1));
    await log.flush();
    const gate = switched();
    gate.off = true;
    const { forgetter, failures, fire, waits } = forgetterAt(instant(91 * DAY), gate.store);
    forgetter.start();
    await expect.poll(waits).toBe(1);
    expect(failures).toHaveLength(1);
    gate.off = false;
    fire();
    await forgetter.stop();
    expect(await rows()).toBe(0);
  });
});
