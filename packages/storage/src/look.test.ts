import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from './store.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import type { Work } from './work.ts';

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'look-'));
  const opened = await openStore({ directory, clock: { now: () => instant(7) } });
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const put =
  (key: string): Work<unknown> =>
  (trx) =>
    trx.insertInto('meta').values({ key, value: '' }).execute();

const has =
  (key: string): Work<boolean> =>
  async (trx) =>
    (await trx.selectFrom('meta').select('key').where('key', '=', key).executeTakeFirst()) !== undefined;

const look = <T>(work: Work<T>): Promise<T> => store.transact(work, 'looking');

test('a look sees all that was committed before it was asked', async () => {
  for (let n = 0; n < 50; n += 1) {
    const key = `key ${n}`;
    expect(await look(has(key))).toBe(false);
    await store.transact(put(key));
    expect(await look(has(key))).toBe(true);
  }
});

test('a look waits for no writer, and sees nothing that is not committed', async () => {
  await look(has('warm'));
  const other = new DatabaseSync(store.path);
  other.exec("BEGIN IMMEDIATE; INSERT INTO meta VALUES ('theirs', '')");
  expect(await look(has('theirs'))).toBe(false);
  other.exec('COMMIT');
  other.close();
  expect(await look(has('theirs'))).toBe(true);
});

test('a look can not write, and one that fails takes none of its group with it', async () => {
  const failure = new Error('of my own');
  const outcomes = await Promise.allSettled([
    look(has('instance')),
    look(put('written')),
    look(async () => Promise.reject(failure)),
    look(() => new Promise(() => {})),
    look(has('instance')),
  ]);
  expect(outcomes).toMatchObject([
    { value: true },
    { reason: { message: 'the database may not be written' } },
    { reason: failure },
    { reason: { message: expect.stringContaining('waits for something other than the database') } },
    { value: true },
  ]);
  expect(await look(has('written'))).toBe(false);
});

test('every look that was asked before the store closes is answered, and none after', async () => {
  const asked = Array.from({ length: 300 }, () => look(has('instance')));
  const closed = store.close();
  expect(new Set(await Promise.all(asked))).toEqual(new Set([true]));
  await closed;
  await expect(look(has('instance'))).rejects.toThrow(StoreUnavailable);
});
