import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instant, instant, LEASE_MOVES, type LeaseState, TIMINGS } from '@connect-token/core';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import { memoryLeaseStore } from '@connect-token/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { callOf, histories, type Named, stateOf, type Turn } from './lease-store/history.ts';
import { START } from './lease-store/intents.ts';

const RUNS = 60;

test('over any history, closed and opened in between, the store in SQLite answers as the model does', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const directory = await mkdtemp(join(tmpdir(), 'connect-token-model-'));
      try {
        await compare(history, directory);
      } finally {
        await rm(directory, { recursive: true });
      }
    }),
    { numRuns: RUNS },
  );
}, 60_000);

/** The calls of a turn go to SQLite at once, and to the model one by one: a group of units has the effect of its order. */
async function compare(history: readonly Turn[], directory: string): Promise<void> {
  const model = memoryLeaseStore();
  const named: Named = { leaseIds: [], tokenHashes: [] };
  let now: Instant = START;
  let store = await open(directory);
  try {
    for (const turn of history) {
      now = instant(now + turn.passMs);
      if (turn.reopen) {
        await store.close();
        store = await open(directory);
      }
      const leases = await leaseStore(store);
      if (turn.forget) await Promise.all([leases, model].map((each) => each.forget(now, TIMINGS.leaseKeep)));
      const calls = turn.steps.map((step) => callOf(step, now, named));
      const expected: unknown[] = [];
      for (const call of calls) expected.push(await call(model));
      expect(await Promise.all(calls.map((call) => call(leases)))).toEqual(expected);
      expect(await stateOf(leases, now, named)).toEqual(await stateOf(model, now, named));
    }
    await expectAuditTrail(store);
  } finally {
    await store.close();
  }
}

async function open(directory: string): Promise<Store> {
  const store = await openStore({ directory, clock: { now: () => START } });
  if (!store.ok) throw new Error(store.error.code);
  return store.value;
}

/** Each lease's records begin with its intent, follow the arrows of `LEASE_MOVES`, and end with the state it is in. */
async function expectAuditTrail(store: Store): Promise<void> {
  const { leases, audit } = await store.transact(async (trx) => ({
    leases: await trx.selectFrom('lease').select(['id', 'state']).execute(),
    audit: await trx.selectFrom('audit_event').select(['lease_id', 'kind']).orderBy('id').execute(),
  }));
  for (const { id, state } of leases) {
    const trail = audit
      .filter(({ lease_id }) => lease_id === id)
      .map(({ kind }) => kind.slice('lease.'.length) as LeaseState);
    expect(trail[0]).toBe('intent');
    expect(trail.at(-1)).toBe(state);
    for (const [index, to] of trail.slice(1).entries()) {
      const from = trail[index] ?? 'failed';
      expect(LEASE_MOVES[from], `${id}: ${trail.join(' → ')}`).toContain(to);
    }
  }
  expect(new Set(audit.map(({ lease_id }) => lease_id))).toEqual(new Set(leases.map(({ id }) => id)));
}
