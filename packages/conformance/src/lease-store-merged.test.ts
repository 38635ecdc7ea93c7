import { type LeaseStore, secret } from '@connect-token/core';
import { leaseStore, lockInTransaction, publishing, type Store } from '@connect-token/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  activated,
  byId,
  byKey,
  intended,
  intentOf,
  jobNamed,
  keyOf,
  NO_TOMBSTONE,
  START,
  sha256Of,
  stamp,
} from './lease-store/intents.ts';
import { cutLine } from './postgres/cut-line.ts';
import { administer, databaseUrl, describePostgres, openEmpty, openReplica } from './postgres/database.ts';

const clock = { now: () => START };

const states = async (): Promise<readonly unknown[]> =>
  (await administer('SELECT state FROM lease ORDER BY id')).map(({ state }) => state);

/** What is asked for at the same time is one unit of work in PostgreSQL, and nobody is to notice. */
describePostgres('calls of a lease store at the same time', () => {
  let store: Store;
  let leases: LeaseStore;
  /** The events of each unit that was committed. */
  let units: (readonly string[])[];
  beforeEach(async () => {
    units = [];
    store = publishing(await openEmpty(clock), (events) => units.push(events.map(({ kind }) => kind)));
    leases = await leaseStore(store);
  });
  afterEach(() => store.close());

  /** Runs until the other one is done: what it holds, it holds as long. */
  const holding = async (
    hold: (trx: Parameters<Parameters<Store['transact']>[0]>[0]) => Promise<unknown>,
  ) => {
    const other = await openReplica(clock);
    let letGo = (): void => {};
    const free = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let begun = (): void => {};
    const held = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const done = other.transact(async (trx) => {
      await hold(trx);
      begun();
      await free;
    });
    await held;
    return async (): Promise<void> => {
      letGo();
      await done;
      await other.close();
    };
  };

  test('are written as one unit, each with its event', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => intended(leases)));
    await Promise.all(
      made.map(({ id }) => leases.activate(id, { id: `t-${id}`, sha256: sha256Of(id) }, stamp())),
    );
    await Promise.all(made.map(({ key }) => leases.end(byKey(key ?? ''), 'handle', NO_TOMBSTONE, stamp())));
    await Promise.all(made.map(({ id }) => leases.settle(id, stamp())));
    expect(await states()).toEqual(made.map(() => 'revoked'));
    expect(units).toEqual(
      ['intent', 'active', 'revoking', 'revoked'].map((state) => made.map(() => `lease.${state}`)),
    );
  });

  test('wait for another transaction only where it has their own locks', async () => {
    const [waiting, free] = [intentOf({ key: keyOf('held') }), intentOf()];
    const letGo = await holding(async (trx) => {
      await lockInTransaction(trx, `key ${keyOf('held')}`);
      await trx.selectFrom('meta').select('key').execute();
    });
    const late = leases.intend(waiting, stamp());
    expect(await leases.intend(free, stamp())).toMatchObject({ ok: true });
    expect(units).toEqual([['lease.intent']]);
    await letGo();
    expect(await late).toMatchObject({ ok: true });
  });

  test('wait for another transaction only where it has their own leases', async () => {
    const [one, other] = [await activated(leases), await activated(leases)];
    const letGo = await holding((trx) =>
      trx.selectFrom('lease').select('id').where('id', '=', one.id).forUpdate().execute(),
    );
    units.length = 0;
    const late = leases.end(byId(one), 'token', NO_TOMBSTONE, stamp());
    expect(await leases.end(byId(other), 'token', NO_TOMBSTONE, stamp())).toMatchObject({ kind: 'ended' });
    expect(units).toEqual([['lease.revoking']]);
    await letGo();
    expect(await late).toMatchObject({ kind: 'ended', lease: { state: 'revoking' } });
  });

  test('fail alone where the database refuses what one of them writes', async () => {
    const made = [await intended(leases), await intended(leases), await intended(leases)];
    const hashes = [sha256Of('one'), 'no hash', sha256Of('three')];
    const results = await Promise.allSettled(
      made.map(({ id }, n) => leases.activate(id, { id: `t${n}`, sha256: hashes[n] ?? '' }, stamp())),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await states()).toEqual(['active', 'intent', 'active']);
  });

  test('of which one is of no use to the other are decided one after the other', async () => {
    const job = jobNamed('7');
    const asked = Array.from({ length: 8 }, () => leases.intend(intentOf({ job }), stamp()));
    const codes = (await Promise.all(asked)).map((each) => (each.ok ? 'admitted' : each.error.code));
    expect(codes.filter((code) => code === 'admitted')).toHaveLength(5);
    expect(codes.filter((code) => code === 'OPEN_LEASES_TOO_MANY')).toHaveLength(3);
  });

  test('are unknown, all of them, where the answer to their commit is lost, and are there once', async () => {
    const line = await cutLine(Number(new URL((await databaseUrl()).reveal()).port));
    const url = new URL((await databaseUrl()).reveal());
    url.port = String(line.port);
    const far = await openReplica(clock, secret(url.href));
    const farLeases = await leaseStore(far);
    line.cutAfter('COMMIT\0');
    const intents = [intentOf(), intentOf()];
    const results = await Promise.allSettled(intents.map((intent) => farLeases.intend(intent, stamp())));
    expect(results).toMatchObject(intents.map(() => ({ status: 'rejected', reason: { effect: 'unknown' } })));
    // The statements were sent with their commit: the server may still be at them.
    await expect.poll(states, { timeout: 5_000 }).toEqual(['intent', 'intent']);
    await far.close();
    line.close();
  });
});
