import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { instant, type UsageChoice } from '@connect-token/core';
import { type KyselyPlugin, SqliteQueryCompiler } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { lastUses } from './last-use.ts';
import { listActivity } from './read.ts';
import { listUses } from './usage.ts';

let directory: string;
let store: Store;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'activity-queries-'));
  const opened = await openStore({ directory, clock: { now: () => instant(0) } });
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

/** How SQLite looks for the rows of all that `work` asks for. */
async function planOf(work: (store: Store) => Promise<unknown>): Promise<readonly string[]> {
  const statements = new Map<string, readonly unknown[]>();
  const compiler = new SqliteQueryCompiler();
  const recorder: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      const { sql, parameters } = compiler.compileQuery(node, queryId);
      statements.set(sql, parameters);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work({ ...store, transact: (unit) => store.transact((trx) => unit(trx.withPlugin(recorder))) });
  const database = new DatabaseSync(store.path, { readOnly: true });
  const steps = [...statements].flatMap(([sql, parameters]) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...(parameters as readonly string[]))
      .map((row) => String(row['detail'])),
  );
  database.close();
  return steps;
}

const page = { limit: 50, offset: 0, serverId: null, tokenIds: null };

const usesOf =
  (choice: UsageChoice) =>
  (over: Store): Promise<unknown> =>
    listUses(over, { choice, limit: 50, before: null, since: null });

const LOOKS: readonly (readonly [name: string, work: (over: Store) => Promise<unknown>])[] = [
  ['the activity of a server', (over) => listActivity(over, { ...page, serverId: 'server' })],
  ['the activity of tokens', (over) => listActivity(over, { ...page, tokenIds: ['one', 'two'] })],
  ['the last use of each of some tokens', (over) => lastUses(over, ['one', 'two'])],
  ['the uses of a token', usesOf({ by: 'token', tokenId: 'one' })],
  ['the uses of a lease', usesOf({ by: 'lease', leaseId: 'one' })],
  ['the uses of a run', usesOf({ by: 'run', runId: 'one' })],
];

/** With millions of rows a look that has no index stops the event loop for as long as it takes. */
test.each(LOOKS)('%s is found by an index', async (_, work) => {
  const steps = await planOf(work);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  expect(steps.join('\n')).toMatch(/SEARCH activity USING (COVERING )?INDEX activity_(token|server)/);
});

test('the uses of a repository are walked by time, and the lease of each is found by an index', async () => {
  const steps = await planOf((over) =>
    listUses(over, {
      choice: { by: 'repository', repositoryId: '7' },
      limit: 50,
      before: 'x',
      since: instant(1),
    }),
  );
  expect(steps).toContain('SEARCH activity USING PRIMARY KEY (id>? AND id<?)');
  expect(steps.join('\n')).toContain('SEARCH active USING INDEX audit_event_active');
});
