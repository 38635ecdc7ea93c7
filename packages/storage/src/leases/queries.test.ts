import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { instant, type LeaseIntent, type LeaseStore } from '@connect-token/core';
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
  admission: { plan: { kind: 'metered', limit: 10 }, standing: 0 },
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
      transact: (work) => store.transact((trx) => work(trx.withPlugin(recorder))),
    });
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test('each find their rows by an index', async () => {
    await leases.intend(intent, stamp(1));
    await leases.activate(id(1), { id: 't', sha256: 'a'.repeat(64) }, stamp(2));
    await leases.due(instant(2_000), 10, null);
    await leases.due(instant(2_000), 10, { dueAt: instant(1_000), id: 'A'.repeat(26) });
    await leases.end({ by: 'token', sha256: 'a'.repeat(64) }, 'token', { kind: 'never' }, stamp(3));
    const rule = { kind: 'write', keepUntil: instant(9), max: 10 } as const;
    await leases.end({ by: 'key', key: 'x'.repeat(43) }, 'handle', rule, stamp(4));
    await leases.settle(id(1), stamp(5));
    await leases.forget(instant(2_000));
    const database = new DatabaseSync(store.path, { readOnly: true });
    const scans = [...statements].flatMap(([sql, parameters]) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...(parameters as readonly string[]))
        .map((row) => String(row['detail']))
        .filter(
          (step) => step.startsWith('SCAN') || (step.includes('lease_held') && !step.includes('COVERING')),
        )
        .map((step) => `${step}: ${sql}`),
    );
    database.close();
    expect(statements.size).toBeGreaterThan(12);
    expect(scans).toEqual([]);
  });
});
