import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAccount, readAccountFile, readSealingKey, SEALING_KEY_VARIABLE } from '@connect-token/account';
import { instant } from '@connect-token/core';
import { openStore } from '@connect-token/storage';
import { scanFiles, startProgram, type TemporaryDirectory, temporaryDirectory } from '@connect-token/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';

const PROGRAM = fileURLToPath(new URL('./account-crash/program.ts', import.meta.url));
const ACCOUNT_FILE = fileURLToPath(new URL('../../../examples/acme/account.yaml', import.meta.url));
const PATIENCE_MS = 15_000;

let directory: TemporaryDirectory;
let data: string;
const key = randomBytes(32).toString('base64');
beforeEach(async () => {
  directory = await temporaryDirectory('account-crash');
  data = join(directory.path, 'data');
});
afterEach(() => directory.remove());

const start = (mode: 'die' | 'work') =>
  startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', PROGRAM, mode, data, ACCOUNT_FILE],
    env: { [SEALING_KEY_VARIABLE]: key },
  });

async function reopen() {
  const clock = { now: () => instant(Date.now()) };
  const sealingKey = must(await readSealingKey({ path: null, env: { [SEALING_KEY_VARIABLE]: key } }));
  const store = must(await openStore({ directory: data, clock }));
  const open = async () =>
    must(await openAccount({ store, clock, accountFile: ACCOUNT_FILE, sealingKey, allowEveryone: false }));
  return { store, open };
}

test('killed while the account is made, it is not there at all, and can be made anew', async () => {
  const program = start('die');
  expect(await program.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const { store, open } = await reopen();
  const rows = await store.transact(async (trx) => [
    await trx.selectFrom('account').selectAll().execute(),
    await trx.selectFrom('vault').selectAll().execute(),
    await trx.selectFrom('item').selectAll().execute(),
    await trx.selectFrom('server').selectAll().execute(),
  ]);
  expect(rows).toEqual([[], [], [], []]);
  const account = await open();
  expect(must(await account.controlPlane.vaults.list())).toHaveLength(7);
  await store.close();
});

test('killed while it works, it leaves no secret in any file, and a token that was answered still serves', async () => {
  const program = start('work');
  const [line] = await program.printed(/\{.*\}(?=\n)/, PATIENCE_MS);
  program.kill('SIGKILL');
  expect((await program.ended).signal).toBe('SIGKILL');
  const seen = JSON.parse(line) as Record<'kept' | 'deleted' | 'password', string>;
  expect(program.stderr()).toBe('');
  // What was written last stands in the write-ahead log: a scan without one proves little.
  expect((await stat(join(data, 'connect-token.db-wal'))).size).toBeGreaterThan(0);

  const secrets = {
    'the token': seen.kept,
    'its bearer secret': bearerSecret(seen.kept),
    'a deleted token': seen.deleted,
    'its own bearer secret': bearerSecret(seen.deleted),
    'the sealing key': key,
    ...(await fieldValues()),
  };
  expect(Object.values(secrets)).toContain(seen.password);
  expect(await scanFiles(secrets, [data])).toEqual([]);
  // The same scan finds what is meant to be readable.
  expect(await scanFiles({ 'a title': 'Payment provider' }, [data])).not.toEqual([]);

  const { store, open } = await reopen();
  const { connect } = await open();
  expect((await connect.authenticate(seen.kept)).ok).toBe(true);
  expect(await connect.authenticate(seen.deleted)).toEqual({ ok: false, error: 'not-valid' });
  await store.close();
  expect(await scanFiles(secrets, [data])).toEqual([]);
});

function bearerSecret(token: string): string {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return String((claims as Record<string, unknown>)['1password.com/token']);
}

/** Every value of the account file that is long enough to be told from chance. */
async function fieldValues(): Promise<Record<string, string>> {
  const file = must(await readAccountFile(ACCOUNT_FILE, { allowEveryone: false }));
  const values = file.value.vaults.flatMap(({ name, items }) =>
    items.flatMap(({ title, fields }) =>
      fields.map(({ label, purpose, value }): [string, string] => [
        `${name}, ${title}, ${label ?? purpose}`,
        value.reveal().trim(),
      ]),
    ),
  );
  const long = values.filter(([, value]) => value.length >= 8);
  expect(long.length).toBeGreaterThan(5);
  expect(await readFile(ACCOUNT_FILE, 'utf8')).toContain(long[0]?.[1]);
  return Object.fromEntries(long);
}
