import { systemClock } from '@connect-token/lifecycle';
import { openStore } from '@connect-token/storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, openDesk, PRODUCTION, SERVER } from './testing/desk.ts';

const SERVERS = 10_000;
/** As many rows as a statement takes. */
const AT_A_TIME = 1_000;

const ids = Array.from({ length: SERVERS }, (_, n) => `MANY${String(n).padStart(22, '0')}`);

let desk: Desk;

/** As that many `server create` leave them, in one transaction. */
beforeAll(async () => {
  desk = await openDesk();
  const store = await openStore({ directory: desk.dataDir, clock: systemClock });
  if (!store.ok) throw new Error(store.error.code);
  await store.value.transact(async (trx) => {
    for (let from = 0; from < SERVERS; from += AT_A_TIME) {
      const some = ids.slice(from, from + AT_A_TIME);
      const servers = some.map((id) => ({ id, name: `Many ${id}`, created_at: 1, fixed: 0 }) as const);
      const grants = some.map((id) => ({ server_id: id, vault_id: PRODUCTION, access: 'rw' }) as const);
      await trx.insertInto('server').values(servers).execute();
      await trx.insertInto('vault_grant').values(grants).execute();
    }
  });
  await store.value.close();
});
afterAll(() => desk.clear());

test(`${SERVERS} servers are listed, each once, for people and for programs`, async () => {
  const table = await desk.connect('server', 'list');
  expect(table).toMatchObject({ code: 0, stderr: '' });
  // The head, and the server that was there before.
  expect(table.stdout.trimEnd().split('\n')).toHaveLength(SERVERS + 2);
  const json = await desk.connect('server', 'list', '--format', 'json');
  const listed = JSON.parse(json.stdout) as readonly { readonly id: string }[];
  expect(listed.map(({ id }) => id)).toEqual([...ids, SERVER]);
});

test('the right one of them is found by its name, and none by a slip', async () => {
  const one = ids[SERVERS / 2] ?? '';
  const found = await desk.connect('server', 'get', `Many ${one}`, '--format', 'json');
  expect(JSON.parse(found.stdout)).toMatchObject({ id: one });
  const slip = await desk.connect('server', 'get', `Meny ${one}`);
  expect(slip).toMatchObject({ code: 1, stdout: '' });
  expect(slip.stderr).toContain('[SERVER_UNKNOWN]');
});
