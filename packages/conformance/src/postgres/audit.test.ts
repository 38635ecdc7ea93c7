import { type AuditEvent, NO_SEAL, plus, seconds } from '@connect-token/core';
import { verifyTrail } from '@connect-token/lifecycle';
import {
  createSealer,
  insertEvent,
  listEvents,
  type NewEvent,
  readHead,
  readSeals,
  readTrail,
  type Store,
} from '@connect-token/storage';
import { manualTime } from '@connect-token/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { START } from '../control-plane/world.ts';
import { describePostgres, openReplica } from './database.ts';

const time = manualTime(START);

const event = (changes: Partial<NewEvent> = {}): NewEvent => ({
  at: START,
  kind: 'lease.revoked',
  actor: null,
  subject: { lease: 'one', run: '7' },
  detail: { text: 'ü' },
  ...changes,
});

const sealerOf = (store: Store) =>
  createSealer({
    store,
    clock: time.clock,
    timer: time.timer,
    onFailure: (cause) => {
      throw cause;
    },
  });

const verified = async (store: Store) => {
  const done = await verifyTrail(
    {
      head: async () => ({ ok: true, value: await store.transact(readHead) }),
      seals: async (page) => ({ ok: true, value: await store.transact((trx) => readSeals(trx, page)) }),
      trail: async (page) => ({ ok: true, value: await store.transact((trx) => readTrail(trx, page)) }),
    },
    null,
  );
  if (!done.ok) throw new Error(done.error.failure.code);
  return done.value;
};

describePostgres('the audit trail that replicas share', () => {
  let one: Store;
  let two: Store;
  beforeAll(async () => {
    [one, two] = await Promise.all([openReplica(time.clock), openReplica(time.clock)]);
  });
  afterAll(() => Promise.all([one.close(), two.close()]));

  const write = (store: Store, ...events: readonly NewEvent[]): Promise<void> =>
    store.transact(async (trx) => {
      for (const each of events) await insertEvent(trx, each);
    });

  test('takes events of one millisecond from both, and two sealers make one chain of them', async () => {
    const sealers = [sealerOf(one), sealerOf(two)] as const;
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(
        [one, two, one, two].map((store) => write(store, event(), event({ detail: { round } }))),
      );
      await Promise.all(sealers.map((sealer) => sealer.sealNow()));
    }
    const report = await verified(two);
    expect(report).toMatchObject({ events: 40, unsealed: { count: 0 }, damage: null });
    const all = await listEvents(one, { limit: 1_000, before: null, filter: { run: '7' } });
    expect(new Set(all.map(({ id }: AuditEvent) => id)).size).toBe(40);
    const seals = await one.transact((trx) => readSeals(trx, { limit: 50, after: 0 }));
    expect(seals.map(({ number }) => number)).toEqual(seals.map((_, index) => index + 1));
    expect(seals[0]?.previous).toBe(NO_SEAL);
  });

  test('has what commits late, with a smaller id than some that are sealed, in the next seal', async () => {
    let commit = (): void => {};
    const late = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let wrote = (): void => {};
    const written = new Promise<void>((resolve) => {
      wrote = resolve;
    });
    const slow = one.transact(async (trx) => {
      await insertEvent(trx, event({ detail: { late: true } }));
      wrote();
      await late;
    });
    await written;
    await write(two, event({ at: plus(START, seconds(1)), detail: { soon: true } }));
    await sealerOf(two).sealNow();
    const head = await two.transact(readHead);
    commit();
    await slow;
    expect(await verified(two)).toMatchObject({ unsealed: { count: 1 }, damage: null });
    await sealerOf(one).sealNow();
    expect(await two.transact(readHead)).toMatchObject({ number: (head?.number ?? 0) + 1 });
    expect(await verified(one)).toMatchObject({ unsealed: { count: 0 }, damage: null });
  });
});
