import { instant, secret } from '@connect-token/core';
import { alone, openStore, type Store, StoreUnavailable, type Work } from '@connect-token/storage';
import { temporaryDirectory } from '@connect-token/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cutLine } from './cut-line.ts';
import { administer, databaseUrl, describePostgres, openEmpty, openReplica } from './database.ts';

type Trx = Parameters<Work<void>>[0];

const clock = { now: () => instant(7) };

const put = (trx: Trx, key: string, value = ''): Promise<unknown> =>
  trx
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();

const insert = (trx: Trx, key: string): Promise<unknown> =>
  trx.insertInto('meta').values({ key, value: '' }).execute();

const keys = (store: Store): Promise<readonly string[]> =>
  store.transact(async (trx) => {
    const rows = await trx.selectFrom('meta').select('key').orderBy('key').execute();
    return rows.map(({ key }) => key).filter((key) => key !== 'instance' && key !== 'created_at');
  });

describePostgres('units of work in PostgreSQL', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openEmpty(clock);
    await administer("DELETE FROM meta WHERE key NOT IN ('instance', 'created_at')");
  });
  afterEach(() => store.close());

  test('are there whole, or not at all, and reject with their own error', async () => {
    const failure = new Error('of my own');
    await store.transact((trx) => put(trx, 'a'));
    const failing = store.transact(async (trx) => {
      await put(trx, 'b');
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    expect(await keys(store)).toEqual(['a']);
  });

  test('run at the same time, and see nothing of each other before a commit', async () => {
    const seen = await store.transact(async (trx) => {
      await put(trx, 'a');
      return keys(store);
    });
    expect(seen).toEqual([]);
    expect(await keys(store)).toEqual(['a']);
  });

  test('that break a constraint are undone, and the store is not called unavailable', async () => {
    const twice = store.transact(async (trx) => {
      await insert(trx, 'mine');
      await insert(trx, 'mine');
    });
    await expect(twice).rejects.toThrow(/duplicate key/);
    await expect(twice).rejects.not.toBeInstanceOf(StoreUnavailable);
    expect(await keys(store)).toEqual([]);
  });

  test('leave nothing behind when one of several queries at once fails', async () => {
    const both = store.transact((trx) => Promise.all([insert(trx, 'instance'), put(trx, 'mine')]));
    await expect(both).rejects.toThrow(/duplicate key/);
    expect(await keys(store)).toEqual([]);
  });

  test('that go on after a query has failed are not called done', async () => {
    const stubborn = store.transact(async (trx) => {
      await insert(trx, 'instance').catch(() => {});
      return 'done';
    });
    await expect(stubborn).rejects.toThrow('goes on after a query has failed');
  });

  test('end with their promise: what one of them gave away can not query later', async () => {
    let given: Trx | undefined;
    await store.transact(async (trx) => {
      given = trx;
    });
    if (given === undefined) throw new Error('the unit ran');
    await expect(put(given, 'smuggled')).rejects.toThrow('outlived its unit of work');
    expect(await keys(store)).toEqual([]);
  });

  test('take no parameter without a value, as SQLite does', async () => {
    const value = undefined as unknown as string;
    const slip = store.transact((trx) =>
      trx.updateTable('meta').set({ value: '' }).where('key', '=', value).execute(),
    );
    await expect(slip).rejects.toThrow('a parameter without a value');
  });

  test('that lock each other out both come to their end', async () => {
    await store.transact((trx) => Promise.all([put(trx, 'a'), put(trx, 'b')]));
    const meet = meeting();
    const both = (first: string, second: string) =>
      store.transact(async (trx) => {
        await put(trx, first, 'new');
        await meet();
        await put(trx, second, 'new');
      });
    await Promise.all([both('a', 'b'), both('b', 'a')]);
    expect(await administer("SELECT DISTINCT value FROM meta WHERE key IN ('a', 'b')")).toEqual([
      { value: 'new' },
    ]);
  });

  test('whose connection is ended before their commit are run again, on another one', async () => {
    let runs = 0;
    await store.transact(async (trx) => {
      runs += 1;
      await put(trx, `run ${runs}`);
      if (runs === 1) await endConnections();
      await put(trx, 'done');
    });
    expect(await keys(store)).toEqual(['done', 'run 2']);
  });

  test('find a database whose idle connections were all ended as if nothing had been', async () => {
    await Promise.all(Array.from({ length: 5 }, (_, n) => store.transact((trx) => put(trx, `before ${n}`))));
    await endConnections();
    await store.transact((trx) => put(trx, 'after'));
    expect(await keys(store)).toContain('after');
  });

  test('that were accepted are committed by a close, and later ones are refused', async () => {
    const replica = await openReplica(clock);
    const accepted = Array.from({ length: 30 }, (_, n) =>
      replica.transact((trx) => put(trx, `accepted ${n}`)),
    );
    const closing = replica.close();
    await expect(replica.transact((trx) => put(trx, 'late'))).rejects.toMatchObject({
      failure: { code: 'STORE_UNAVAILABLE', cause: 'the store is closed' },
    });
    await Promise.all([...accepted, closing]);
    expect(await keys(store)).toHaveLength(30);
  });
});

describePostgres('a commit whose answer is lost', () => {
  test('is told as such, and not run again', async () => {
    const line = await cutLine(Number(new URL((await databaseUrl()).reveal()).port));
    const url = new URL((await databaseUrl()).reveal());
    url.port = String(line.port);
    const store = await openReplica(clock, secret(url.href));
    let runs = 0;
    line.cutAfter('COMMIT\0');
    const lost = store.transact((trx) => {
      runs += 1;
      return put(trx, 'lost', String(runs));
    });
    await expect(lost).rejects.toMatchObject({ effect: 'unknown', failure: { code: 'STORE_UNAVAILABLE' } });
    expect(runs).toBe(1);
    expect(
      await store.transact((trx) =>
        trx.selectFrom('meta').select('value').where('key', '=', 'lost').execute(),
      ),
    ).toEqual([{ value: '1' }]);
    await store.close();
    line.close();
  });
});

describePostgres('a statement that is a whole unit', () => {
  const write = (trx: Trx, key: string): Promise<readonly unknown[]> =>
    alone(trx, () =>
      trx
        .insertInto('meta')
        .values({ key, value: '' })
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .compile(),
    );

  test('is committed where it answers rows, and leaves the unit as it was where it answers none', async () => {
    const store = await openReplica(clock, await databaseUrl());
    expect(await store.transact((trx) => write(trx, 'whole'))).toHaveLength(1);
    const again = store.transact(async (trx) => {
      const rows = await write(trx, 'whole');
      await insert(trx, 'the longer way');
      return rows;
    });
    expect(await again).toEqual([]);
    expect(await keys(store)).toEqual(expect.arrayContaining(['the longer way', 'whole']));
    await store.close();
  });

  test('comes neither after nor before others of its unit', async () => {
    const store = await openReplica(clock, await databaseUrl());
    const late = store.transact(async (trx) => {
      await insert(trx, 'early');
      await write(trx, 'late');
    });
    await expect(late).rejects.toThrow('in the middle of a unit');
    const early = store.transact(async (trx) => {
      await write(trx, 'done');
      await insert(trx, 'too much');
    });
    await expect(early).rejects.toMatchObject({ effect: 'unknown' });
    const there = await keys(store);
    expect(there).toContain('done');
    expect(there.filter((key) => key === 'early' || key === 'late' || key === 'too much')).toEqual([]);
    await store.close();
  });

  test('whose answer is lost is told as such, and not run again', async () => {
    const line = await cutLine(Number(new URL((await databaseUrl()).reveal()).port));
    const url = new URL((await databaseUrl()).reveal());
    url.port = String(line.port);
    const store = await openReplica(clock, secret(url.href));
    let runs = 0;
    line.cutAfter('on conflict do nothing returning');
    const lost = store.transact((trx) => {
      runs += 1;
      return write(trx, 'lost alone');
    });
    await expect(lost).rejects.toMatchObject({ effect: 'unknown', failure: { code: 'STORE_UNAVAILABLE' } });
    expect(runs).toBe(1);
    expect(await keys(store)).toContain('lost alone');
    await store.close();
    line.close();
  });
});

describePostgres('a database that can not be used', () => {
  const refusal = async (change: (url: URL) => void) => {
    const directory = await temporaryDirectory('refused');
    const url = new URL((await databaseUrl()).reveal());
    const { password } = url;
    change(url);
    const opened = await openStore({ directory: directory.path, databaseUrl: secret(url.href), clock });
    if (opened.ok) throw new Error('it was opened');
    expect(JSON.stringify(opened.error)).not.toContain(password);
    // The directory is free again.
    const free = await openStore({ directory: directory.path, clock });
    expect(free.ok && (await free.value.close())).toBeUndefined();
    await directory.remove();
    return opened.error;
  };

  test.each<[string, (url: URL) => void, string]>([
    [
      'nobody listens',
      (url) => {
        url.port = '1';
      },
      "the database server can't be reached",
    ],
    [
      'the password is wrong',
      (url) => {
        url.password = 'wrong';
      },
      'the database server refuses the login',
    ],
    [
      'the database is missing',
      (url) => {
        url.pathname = '/missing';
      },
      'there is no such database',
    ],
    [
      'TLS is asked for and there is none',
      (url) => {
        url.searchParams.set('sslmode', 'verify-full');
      },
      "the database server's TLS certificate is not accepted",
    ],
    [
      'it may forget what it has acknowledged',
      (url) => {
        url.pathname = '/forgetful';
      },
      'its `synchronous_commit` is off: it may forget what it has acknowledged',
    ],
  ])('because %s is refused at once, and no message has the password', async (_why, change, cause) => {
    await administer('CREATE DATABASE forgetful').catch(() => {});
    await administer('ALTER DATABASE forgetful SET synchronous_commit = off');
    expect(await refusal(change)).toMatchObject({ code: 'DATABASE_UNUSABLE', cause });
  });
});

/** Ends every connection that a store has to the file's database, as a server that stops does. */
const endConnections = (): Promise<unknown> =>
  administer(
    "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'connect-token'",
  );

/** Two who come here go on together; whoever comes later doesn't wait. */
function meeting(): () => Promise<void> {
  let arrived = 0;
  let go = (): void => {};
  const both = new Promise<void>((resolve) => {
    go = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === 2) go();
    return both;
  };
}
