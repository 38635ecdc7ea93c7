import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import * as fc from 'fast-check';
import { CompiledQuery, type Transaction } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Schema } from './schema/schema.ts';
import { openStore, type Store } from './store.ts';
import { StoreUnavailable } from './store-unavailable.ts';

type Trx = Transaction<Schema>;

const put = (trx: Trx, key: string, value = ''): Promise<unknown> =>
  trx.insertInto('meta').values({ key, value }).execute();

const raw = (trx: Trx, sql: string): Promise<unknown> => trx.executeQuery(CompiledQuery.raw(sql));

describe('units of work', () => {
  let directory: string;
  let store: Store;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'connect-token-units-'));
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const open = async (): Promise<Store> => {
    const opened = await openStore({ directory, clock: { now: () => instant(0) } });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };

  /** What is in the table beside what the store writes itself. */
  const keys = (from: Store = store): Promise<readonly string[]> =>
    from.transact(async (trx) => {
      const rows = await trx.selectFrom('meta').select('key').orderBy('key').execute();
      return rows.map(({ key }) => key).filter((key) => key !== 'instance' && key !== 'created_at');
    });

  test('of one turn are one transaction: none is told done, and nobody else sees a row, before all are committed', async () => {
    const other = new DatabaseSync(store.path, { readOnly: true });
    const rows = () => other.prepare("SELECT count(*) AS n FROM meta WHERE key IN ('a', 'b')").get()?.['n'];
    const told: string[] = [];
    const first = store.transact((trx) => put(trx, 'a')).then(() => told.push('first'));
    const second = store
      .transact(async (trx) => {
        await put(trx, 'b');
        return { rows: rows(), told: [...told] };
      })
      .finally(() => told.push('second'));
    expect(await second).toEqual({ rows: 0, told: [] });
    await first;
    expect(told).toEqual(['first', 'second']);
    expect(rows()).toBe(2);
    other.close();
  });

  test('run one after the other in the order they came, and see what came before', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        store.transact(async (trx) => {
          await put(trx, key);
          return (await trx.selectFrom('meta').select('key').orderBy('key').execute()).length - 2;
        }),
      ),
    );
    expect(seen).toEqual([1, 2, 3]);
  });

  test('that reject are undone alone, and reject with their own error', async () => {
    const failure = new Error('of my own');
    const results = await Promise.allSettled([
      store.transact((trx) => put(trx, 'before')),
      store.transact(async (trx) => {
        await put(trx, 'mine');
        throw failure;
      }),
      store.transact((trx) => put(trx, 'after')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: failure });
    expect(await keys()).toEqual(['after', 'before']);
  });

  test('that break a constraint are undone alone, and the store is not called unavailable', async () => {
    const twice = store.transact(async (trx) => {
      await put(trx, 'mine');
      await put(trx, 'mine');
    });
    const beside = store.transact((trx) => put(trx, 'beside'));
    await expect(twice).rejects.toThrow(/UNIQUE/);
    await expect(twice).rejects.not.toBeInstanceOf(StoreUnavailable);
    await beside;
    expect(await keys()).toEqual(['beside']);
  });

  test('that throw before their first query are undone alone', async () => {
    const thrown = store.transact(() => {
      throw new Error('at once');
    });
    const beside = store.transact((trx) => put(trx, 'beside'));
    await expect(thrown).rejects.toThrow('at once');
    await beside;
    expect(await keys()).toEqual(['beside']);
  });

  test('that wait for something else than the database fail, and can not write later', async () => {
    let late: Promise<unknown> = Promise.resolve();
    let go = (): void => {};
    const outside = new Promise<void>((resolve) => {
      go = resolve;
    });
    const waiting = store.transact(async (trx) => {
      await put(trx, 'mine');
      await outside;
      late = put(trx, 'late');
      late.catch(() => {});
    });
    const beside = store.transact((trx) => put(trx, 'beside'));
    await expect(waiting).rejects.toThrow('waits for something other than the database');
    await beside;
    go();
    await outside;
    await expect(late).rejects.toThrow('outlived its unit of work');
    expect(await keys()).toEqual(['beside']);
  });

  test('end with their promise: what one of them gave away can not query in the next', async () => {
    let given: Trx | undefined;
    const first = store.transact(async (trx) => {
      given = trx;
    });
    const second = store.transact(async () => given && put(given, 'smuggled'));
    await first;
    await expect(second).rejects.toThrow('outlived its unit of work');
    expect(await keys()).toEqual([]);
  });

  test('keep other programs from writing between what they read and what they write', async () => {
    const other = new DatabaseSync(store.path, { timeout: 0 });
    await store.transact(async (trx) => {
      await trx.selectFrom('meta').selectAll().execute();
      expect(() => other.exec('DELETE FROM meta')).toThrow('locked');
      await put(trx, 'mine');
    });
    other.close();
    expect(await keys()).toEqual(['mine']);
  });

  test('leave nothing behind when one of several queries at once fails', async () => {
    const both = store.transact((trx) => Promise.all([raw(trx, 'SELECT missing'), put(trx, 'mine')]));
    const beside = store.transact((trx) => put(trx, 'beside'));
    await expect(both).rejects.toThrow(/no such column/);
    await beside;
    expect(await keys()).toEqual(['beside']);
  });

  test('are all refused when the commit fails, and nothing of them is kept', async () => {
    const orphan = store.transact(async (trx) => {
      await raw(trx, 'PRAGMA defer_foreign_keys = ON');
      await trx
        .insertInto('vault_grant')
        .values({ server_id: 'nobody', vault_id: 'nothing', access: 'r' })
        .execute();
    });
    const beside = store.transact((trx) => put(trx, 'beside'));
    await expect(orphan).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(beside).rejects.toBeInstanceOf(StoreUnavailable);
    await store.transact((trx) => put(trx, 'next'));
    expect(await keys()).toEqual(['next']);
  });

  test('are all refused when SQLite has undone their transaction, and no later statement is kept alone', async () => {
    const before = store.transact((trx) => put(trx, 'before'));
    const undone = store.transact(async (trx) => {
      await raw(trx, 'ROLLBACK');
      await put(trx, 'alone').catch(() => {});
    });
    const after = store.transact((trx) => put(trx, 'after'));
    for (const unit of [before, undone, after]) await expect(unit).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await keys()).toEqual([]);
  });

  test('that find the disk full reject as such; when there is room again the store goes on', async () => {
    const big = 'x'.repeat(1_000_000);
    await store.transact(async (trx) => {
      const { rows } = await trx.executeQuery<{ page_count: number }>(CompiledQuery.raw('PRAGMA page_count'));
      await raw(trx, `PRAGMA max_page_count = ${(rows[0]?.page_count ?? 0) + 10}`);
    });
    const full = store.transact((trx) => put(trx, 'big', big));
    await expect(full).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(full).rejects.toMatchObject({
      failure: { code: 'STORE_UNAVAILABLE', cause: 'the disk is full' },
    });
    expect(await keys()).toEqual([]);
    await store.transact((trx) => raw(trx, 'PRAGMA max_page_count = 1000000'));
    await store.transact((trx) => put(trx, 'big', big));
    expect(await keys()).toEqual(['big']);
  });

  test('are refused while another program writes, and go on once it has ended', async () => {
    const other = new DatabaseSync(store.path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.transact((trx) => put(trx, 'a'))).rejects.toMatchObject({
      failure: { cause: 'another process holds a lock on the database' },
    });
    other.exec('ROLLBACK');
    other.close();
    await store.transact((trx) => put(trx, 'b'));
    expect(await keys()).toEqual(['b']);
  });

  test('in great number are several transactions, and others get their turn in between', async () => {
    let ran = 0;
    const units = Array.from({ length: 300 }, () =>
      store.transact(async () => {
        ran += 1;
      }),
    );
    const turns: number[] = [];
    const look = (): void => {
      turns.push(ran);
      if (ran < units.length) setImmediate(look);
    };
    setImmediate(look);
    await Promise.all(units);
    expect(ran).toBe(300);
    expect(turns).toContain(128);
    expect(turns).toContain(256);
  });

  test('that were accepted are committed by a close, and later ones are refused', async () => {
    const accepted = store.transact((trx) => put(trx, 'accepted'));
    const closing = store.close();
    await expect(store.transact((trx) => put(trx, 'late'))).rejects.toBeInstanceOf(StoreUnavailable);
    await accepted;
    await closing;
    await expect(store.transact((trx) => put(trx, 'later'))).rejects.toMatchObject({
      failure: { code: 'STORE_UNAVAILABLE', cause: 'the store is closed' },
    });
    store = await open();
    expect(await keys()).toEqual(['accepted']);
  });

  test('have the effect of their order, whichever of them fail and however they fall into turns', async () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), key, value: fc.string({ maxLength: 3 }) }),
      fc.record({ kind: fc.constant('delete' as const), key }),
    );
    const unit = fc.record({ steps: fc.array(step, { maxLength: 4 }), fails: fc.boolean() });
    await store.transact((trx) => trx.deleteFrom('meta').execute());
    const model = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(unit, { maxLength: 5 }), { maxLength: 5 }), async (turns) => {
        for (const units of turns) {
          const results = await Promise.allSettled(
            units.map(({ steps, fails }) =>
              store.transact(async (trx) => {
                for (const each of steps) {
                  await trx.deleteFrom('meta').where('key', '=', each.key).execute();
                  if (each.kind === 'set') await put(trx, each.key, each.value);
                }
                if (fails) throw new Error('meant to');
              }),
            ),
          );
          expect(results.map(({ status }) => status === 'rejected')).toEqual(units.map(({ fails }) => fails));
          for (const { steps } of units.filter(({ fails }) => !fails)) {
            for (const each of steps) {
              if (each.kind === 'set') model.set(each.key, each.value);
              else model.delete(each.key);
            }
          }
        }
        const rows = await store.transact((trx) => trx.selectFrom('meta').selectAll().execute());
        expect(new Map(rows.map((row) => [row.key, row.value]))).toEqual(model);
      }),
      { numRuns: 50 },
    );
  });
});
