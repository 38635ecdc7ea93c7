import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuditEvent,
  auditText,
  type Clock,
  findDamage,
  type Instant,
  instant,
  NO_SEAL,
  type Timer,
} from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { firstIdAt } from './event-id.ts';
import { publishing } from './publication.ts';
import { listEvents, readHead, readSeals, readTrail } from './read.ts';
import { sealBatch, sha256 } from './seal.ts';
import { createSealer } from './sealer.ts';
import { insertEvent, type NewEvent } from './write.ts';

const START = instant(Date.UTC(2026, 10, 1));

const newEvent = (changes: Partial<NewEvent> = {}): NewEvent => ({
  at: START,
  kind: 'lease.revoked',
  actor: null,
  subject: { lease: 'one' },
  detail: {},
  ...changes,
});

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'connect-token-trail-'));
  const opened = await openStore({ directory, databaseUrl: null, clock: { now: () => START } });
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const write = (...events: readonly NewEvent[]): Promise<void> =>
  store.transact(async (trx) => {
    for (const event of events) await insertEvent(trx, event);
  });
const list = (filter = {}) => listEvents(store, { limit: 1_000, before: null, filter });
const seal = (now: Instant = START): Promise<number> => store.transact((trx) => sealBatch(trx, now));
const seals = () => store.transact((trx) => readSeals(trx, { limit: 50, after: 0 }));
const trail = () => store.transact((trx) => readTrail(trx, { limit: 1_000, after: null }));

describe('the writer of events', () => {
  test('keeps all of an event, whoever did it', async () => {
    const events = [
      newEvent({ actor: { kind: 'owner' }, detail: { b: [1, { c: null }], a: 'ü' } }),
      newEvent({ actor: { kind: 'person', personId: 'ada' }, subject: {} }),
      newEvent({
        subject: {
          lease: 'l',
          token: 't',
          server: 's',
          vault: 'v',
          group: 'g',
          person: 'p',
          credential: 'c',
        },
      }),
      newEvent({ subject: { run: '1', repository: '2' } }),
    ];
    await write(...events);
    expect((await list()).toReversed()).toEqual(
      events.map((event) => ({ ...event, id: expect.any(String) })),
    );
  });

  test('takes the id that the log has, unless one that is no smaller is there already', async () => {
    const [early, late] = [firstIdAt(START), firstIdAt(instant(START + 1))];
    await write(newEvent({ id: late }), newEvent({ id: early, detail: { second: true } }));
    const [second, first] = await list();
    expect(first?.id).toBe(late);
    expect(second).toMatchObject({ detail: { second: true } });
    expect((second?.id ?? '') > late).toBe(true);
  });
});

describe('the list of events', () => {
  beforeEach(() =>
    write(
      newEvent({ kind: 'lease.intent', subject: { lease: 'A', run: '7', repository: '70', server: 'S' } }),
      newEvent({ kind: 'lease.active', subject: { lease: 'A', run: '7', repository: '70', server: 'S' } }),
      newEvent({ kind: 'lease.intent', subject: { lease: 'B', run: '8', repository: '70', server: 'T' } }),
      newEvent({ kind: 'vault.grant', actor: { kind: 'owner' }, subject: { server: 'S', vault: 'v' } }),
      newEvent({ kind: 'vault.create', at: instant(START + 60_000), subject: { vault: 'v' } }),
    ),
  );

  test.each([
    [{}, 5],
    [{ kind: 'lease.intent' }, 2],
    [{ kind: 'vault' }, 2],
    [{ kind: 'vaul' }, 0],
    [{ lease: 'A' }, 2],
    [{ run: '8' }, 1],
    [{ repository: '70' }, 3],
    [{ server: 'S' }, 3],
    [{ server: 'S', kind: 'lease' }, 2],
    [{ run: '7', server: 'T' }, 0],
    [{ since: START }, 5],
    [{ since: instant(START + 1) }, 1],
    [{ since: instant(START + 60_000) }, 1],
    [{ since: instant(START + 60_001) }, 0],
  ])('narrowed by %j has %i of five', async (filter, count) => {
    expect(await list(filter)).toHaveLength(count);
  });

  test('is paged by what it is narrowed by', async () => {
    const first = await listEvents(store, { limit: 2, before: null, filter: { repository: '70' } });
    const before = first.at(-1)?.id ?? null;
    const rest = await listEvents(store, { limit: 2, before, filter: { repository: '70' } });
    expect([...first, ...rest]).toEqual(await list({ repository: '70' }));
  });
});

describe('what rarely matches', () => {
  test('is found in portions, each a unit of its own', async () => {
    const rows = Array.from({ length: 25_000 }, (_, n) => ({
      id: String(n).padStart(26, '0'),
      at: 0,
      kind: 'lease.revoked' as const,
      detail: '{}',
      server_id: n % 12_000 === 0 ? 'S' : 'T',
    }));
    await store.transact(async (trx) => {
      for (let from = 0; from < rows.length; from += 1_000)
        await trx
          .insertInto('audit_event')
          .values(rows.slice(from, from + 1_000))
          .execute();
    });
    let units = 0;
    const counting: Store = {
      ...store,
      transact: (work) => {
        units += 1;
        return store.transact(work);
      },
    };
    const found = await listEvents(counting, { limit: 10, before: null, filter: { server: 'S' } });
    expect(found.map(({ id }) => Number(id))).toEqual([24_000, 12_000, 0]);
    expect(units).toBe(3);
  });
});

describe('the sealer', () => {
  test('binds what is there, and what was committed late with a smaller id after it', async () => {
    await write(newEvent({ id: firstIdAt(instant(START + 2)) }), newEvent());
    expect(await seal()).toBe(2);
    const late: AuditEvent = { ...newEvent(), id: firstIdAt(START) };
    await store.transact((trx) =>
      trx
        .insertInto('audit_event')
        .values({ id: late.id, at: late.at, kind: late.kind, detail: '{}', lease_id: 'one' })
        .execute(),
    );
    expect(await seal()).toBe(1);
    expect(await seal()).toBe(0);
    const [one, two] = await seals();
    expect(one).toMatchObject({ number: 1, previous: NO_SEAL });
    expect(two).toMatchObject({
      number: 2,
      previous: one?.hash,
      events: [{ id: late.id, sha256: sha256(auditText(late)) }],
    });
    expect((await trail()).map(({ seal: number, event }) => [number, event.id])).toEqual([
      ...(one?.events ?? []).map(({ id }) => [1, id]),
      [2, late.id],
    ]);
    expect(await store.transact(readHead)).toMatchObject({ number: 2, hash: two?.hash });
  });

  test('makes what a reader finds whole', async () => {
    for (let n = 0; n < 3; n += 1) {
      await write(newEvent({ detail: { n } }), newEvent({ subject: { vault: 'v' }, kind: 'vault.create' }));
      await seal(instant(START + n));
    }
    const events = await trail();
    let before = { number: 0, hash: NO_SEAL };
    for (const each of await seals()) {
      const held = events.filter(({ seal: number }) => number === each.number).map(({ event }) => event);
      expect(findDamage(each, before, held, sha256)).toBeUndefined();
      before = each;
    }
    expect(before.number).toBe(3);
  });

  test('seals by itself every half second, and what is left at the end', async () => {
    const rings: (() => void)[] = [];
    let wake = (): void => {};
    const again = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const timer: Timer = {
      after: (_, work) => {
        rings.push(work);
        if (rings.length === 2) wake();
        return () => {};
      },
    };
    const clock: Clock = { now: () => START };
    const failures: unknown[] = [];
    const sealer = createSealer({ store, clock, timer, onFailure: (cause) => failures.push(cause) });
    expect(sealer.doneAt()).toBeNull();
    sealer.start();
    await write(newEvent());
    rings[0]?.();
    await again;
    expect(await seals()).toHaveLength(1);
    expect(sealer.doneAt()).toBe(START);
    await write(newEvent());
    await sealer.stop();
    expect(await seals()).toHaveLength(2);
    await store.close();
    await sealer.stop();
    expect(failures).toMatchObject([{ failure: { code: 'STORE_UNAVAILABLE' } }]);
  });
});

describe('a store that is listened to', () => {
  test('tells the events of committed units, in their order, and none of a unit that was undone', async () => {
    const told: (readonly AuditEvent[])[] = [];
    const heard = publishing(store, (events) => told.push(events));
    const unit = (n: number, fails = false) =>
      heard.transact(async (trx) => {
        await insertEvent(trx, newEvent({ detail: { n } }));
        await insertEvent(trx, newEvent({ detail: { n, second: true } }));
        if (fails) throw new Error('undone');
        return n;
      });
    const undone = expect(unit(2, true)).rejects.toThrow('undone');
    expect(await Promise.all([unit(1), unit(3)])).toEqual([1, 3]);
    await undone;
    await heard.transact(async () => 'nothing');
    expect(told.map((events) => events.map(({ detail }) => detail))).toEqual([
      [{ n: 1 }, { n: 1, second: true }],
      [{ n: 3 }, { n: 3, second: true }],
    ]);
    expect(told.flat().map(auditText)).toEqual((await list()).toReversed().map(auditText));
  });
});
