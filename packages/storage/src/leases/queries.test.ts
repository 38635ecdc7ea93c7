import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { instant, type LeaseIntent, type LeaseStore, seconds } from '@connect-token/core';
import { type KyselyPlugin, SqliteQueryCompiler } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { leaseStore } from './lease-store.ts';

const id = (n: number): string => String(n).padStart(26, '0');
const stamp = (n: number) => ({ id: id(n), at: instant(n) });

const intent: LeaseIntent = {
  lease: {
    id: id(1),
    tokenName: 'ct1.instance.1',
    key: 'k'.repeat(43),
    job: { issuer: 'i', repositoryId: '1', runId: '2', runAttempt: '1', checkRunId: '3' },
    serverId: 's',
    vaults: [{ vaultId: 'v', access: 'r' }],
    rule: 'deploy',
    policyHash: 'h',
    createdAt: instant(1),
    expiresAt: instant(1_000),
    sendDeadline: instant(100),
  },
  idToken: { issuer: 'i', tokenId: 'jti', keepUntil: instant(1_000) },
  admission: { plan: { kind: 'metered', limit: 10 }, standing: 0, ceilings: [] },
  claims: {
    issuer: 'i',
    subject: 's',
    tokenId: 'jti',
    repositoryId: '1',
    repositoryOwnerId: '2',
    repository: 'acme/shop',
    runId: '2',
    runAttempt: '1',
    checkRunId: '3',
    ref: null,
    refType: null,
    environment: null,
    event: null,
    workflowRef: null,
    jobWorkflowRef: null,
  },
};

/**
 * Scans that don't grow with the leases that are over: sums and counts in the index of the open ones alone, the first of an index
 * in its own order, and what a limit has cut already.
 */
const BOUNDED = [
  /^SCAN lease USING COVERING INDEX lease_held$/,
  /^SCAN lease USING INDEX lease_opened$/,
  /^SCAN oldest$/,
  /^SCAN CONSTANT ROW$/,
];

/** With a hundred thousand leases a look-up without an index stops the event loop for as long as it takes (F32). */
describe('the queries of the lease store', () => {
  const statements = new Map<string, readonly unknown[]>();
  let directory: string;
  let store: Store;
  let leases: LeaseStore;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'connect-token-queries-'));
    const opened = await openStore({ directory, clock: { now: () => instant(0) } });
    if (!opened.ok) throw new Error(opened.error.code);
    store = opened.value;
    const compiler = new SqliteQueryCompiler();
    const recorder: KyselyPlugin = {
      transformQuery: ({ node, queryId }) => {
        const { sql, parameters } = compiler.compileQuery(node, queryId);
        statements.set(sql, parameters);
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    leases = await leaseStore({
      ...store,
      transact: (work) =>
        store.transact((trx) => {
          const recorded = trx.withPlugin(recorder);
          // What is built once doesn't come through a plugin again.
          recorded.executeQuery = (query) => {
            if ('sql' in query) statements.set(query.sql, query.parameters);
            return trx.executeQuery(query);
          };
          return work(recorded);
        }),
    });
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test('each find their rows by an index', async () => {
    await leases.intend(intent, stamp(1));
    await leases.activate(id(1), { id: 't', sha256: 'a'.repeat(64) }, stamp(2));
    await leases.claim(instant(2_000), 10, instant(2_001));
    await leases.nextDueAt();
    await leases.census(instant(2_000));
    await leases.openRuns(instant(2_000), 10);
    await leases.openLeases({ issuer: 'i', repositoryIds: ['1', '2'], after: id(0), limit: 10 });
    await leases.useIdToken({ issuer: 'i', tokenId: 'x', keepUntil: instant(1_000) }, stamp(9));
    const attempt = { issuer: 'i', repositoryId: '1', runId: '2', runAttempt: '1' };
    const over = { reason: 'webhook', limit: 10, over: instant(3_000), note: null } as const;
    const open = { ...over, over: null };
    await leases.endAll({ by: 'job', job: { ...attempt, checkRunId: '4' } }, over, () => stamp(6));
    await leases.endAll({ by: 'run', runId: '9' }, open, () => stamp(6));
    const run = { issuer: 'i', repositoryId: '1', runId: '9' };
    await leases.endAll({ by: 'own-run', run }, open, () => stamp(6));
    await leases.endAll({ by: 'repository', repositoryId: '9' }, open, () => stamp(6));
    await leases.end({ by: 'token', sha256: 'a'.repeat(64) }, 'token', { kind: 'never' }, stamp(3));
    const rule = { kind: 'write', keepUntil: instant(9), max: 10 } as const;
    await leases.end({ by: 'key', key: 'x'.repeat(43) }, 'handle', rule, stamp(4));
    await leases.endAll({ by: 'all' }, open, () => stamp(6));
    const retry = { attempts: 1, nextTryAt: instant(9), absentAt: null, stuckAt: instant(9) };
    await leases.postpone({ id: id(1), epoch: 1 }, retry, stamp(7));
    await leases.settle(id(1), stamp(5));
    const orphan = {
      leaseId: id(2),
      tokenId: 't2',
      tokenName: 'ct1.instance.2',
      serverId: 's',
      vaults: [],
      expiresAt: null,
    };
    await leases.adopt(orphan, stamp(8));
    await leases.endAll({ by: 'run-attempt', attempt }, over, () => stamp(6));
    await leases.forget(instant(2_000), seconds(0));
    const database = new DatabaseSync(store.path, { readOnly: true });
    const steps = [...statements].flatMap(([sql, parameters]) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...(parameters as readonly string[]))
        .map((row) => ({ step: String(row['detail']), sql })),
    );
    database.close();
    const scans = steps.filter(
      ({ step }) => step.startsWith('SCAN') && !BOUNDED.some((fine) => fine.test(step)),
    );
    const byRepository = steps.filter(({ step }) => step.includes('lease_open_repository'));
    expect(statements.size).toBeGreaterThan(12);
    expect(scans).toEqual([]);
    expect(byRepository.filter(({ sql }) => sql.includes('run_id'))).toEqual([]);
    expect(byRepository).toHaveLength(2);
  });
});
