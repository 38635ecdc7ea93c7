import { type Instant, instant, LEASE_MOVES, type LeaseState, TIMINGS } from '@connect-token/core';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import { memoryLeaseStore, temporaryDirectory } from '@connect-token/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { callOf, type Named, stateOf } from './lease-store/calls.ts';
import { histories, type Turn } from './lease-store/history.ts';
import { START } from './lease-store/intents.ts';
import { describePostgres, openEmpty, openReplica } from './postgres/database.ts';

const clock = { now: () => START };

/** One database of a history, and how its calls of one turn are made. */
interface Database {
  open(): Promise<Store>;
  /** All at once where a group of units has the effect of its order; else one by one. */
  calls(calls: readonly (() => Promise<unknown>)[]): Promise<readonly unknown[]>;
  remove(): Promise<void>;
}

async function sqlite(): Promise<Database> {
  const directory = await temporaryDirectory('model');
  return {
    open: async () => must(await openStore({ directory: directory.path, clock })),
    calls: (calls) => Promise.all(calls.map((call) => call())),
    remove: directory.remove,
  };
}

async function postgres(): Promise<Database> {
  await openEmpty(clock);
  return {
    open: () => openReplica(clock),
    calls: async (calls) => {
      const answers: unknown[] = [];
      for (const call of calls) answers.push(await call());
      return answers;
    },
    remove: async () => {},
  };
}

const answersAsTheModel = (make: () => Promise<Database>, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const database = await make();
      try {
        await compare(history, database);
      } finally {
        await database.remove();
      }
    }),
    { numRuns },
  );

const TIMEOUT_MS = 60_000;

test(
  'over any history, closed and opened in between, the store in SQLite answers as the model does',
  async () => {
    await answersAsTheModel(sqlite, 60);
  },
  TIMEOUT_MS,
);

describePostgres('with a PostgreSQL server', () => {
  test(
    'over any history, closed and opened in between, the store in it answers as the model does',
    async () => {
      await answersAsTheModel(postgres, 20);
    },
    TIMEOUT_MS,
  );
});

async function compare(history: readonly Turn[], database: Database): Promise<void> {
  const model = memoryLeaseStore();
  const named: Named = { leaseIds: [], tokenHashes: [] };
  let now: Instant = START;
  let store = await database.open();
  try {
    for (const turn of history) {
      now = instant(now + turn.passMs);
      if (turn.reopen) {
        await store.close();
        store = await database.open();
      }
      const leases = await leaseStore(store);
      if (turn.forget) await Promise.all([leases, model].map((each) => each.forget(now, TIMINGS.leaseKeep)));
      const calls = turn.steps.map((step) => callOf(step, now, named));
      const expected: unknown[] = [];
      for (const call of calls) expected.push(await call(model));
      expect(await database.calls(calls.map((call) => () => call(leases)))).toEqual(expected);
      expect(await stateOf(leases, now, named)).toEqual(await stateOf(model, now, named));
    }
    await expectAuditTrail(store);
  } finally {
    await store.close();
  }
}

/** Each lease's records begin with its intent, or, an orphan's, with its adoption; they follow the arrows of `LEASE_MOVES`, and end with the state it is in. */
async function expectAuditTrail(store: Store): Promise<void> {
  const { leases, audit } = await store.transact(async (trx) => ({
    leases: await trx.selectFrom('lease').select(['id', 'state', 'rule']).execute(),
    audit: await trx.selectFrom('audit_event').select(['lease_id', 'kind']).orderBy('id').execute(),
  }));
  for (const { id, state, rule } of leases) {
    const trail = audit
      .filter(({ lease_id }) => lease_id === id)
      .filter(({ kind }) => kind !== 'lease.stuck')
      .map(({ kind }) => (kind === 'lease.adopted' ? 'revoking' : kind.slice('lease.'.length)) as LeaseState);
    expect(trail[0]).toBe(rule === null ? 'revoking' : 'intent');
    expect(trail.at(-1)).toBe(state);
    for (const [index, to] of trail.slice(1).entries()) {
      const from = trail[index] ?? 'failed';
      expect(LEASE_MOVES[from], `${id}: ${trail.join(' → ')}`).toContain(to);
    }
  }
  // A record outlives the lease that it tells of.
  expect(audit.map(({ lease_id }) => lease_id)).toEqual(expect.arrayContaining(leases.map(({ id }) => id)));
}
