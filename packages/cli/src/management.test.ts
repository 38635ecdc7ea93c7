import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '@connect-token/lifecycle';
import { openStore } from '@connect-token/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk } from './testing/desk.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.clear());

test('a slip in the path makes no new account', async () => {
  const dataDir = join(desk.path, 'typo');
  const said = await desk.connect('server', 'list', '--data-dir', dataDir);
  expect(said).toMatchObject({ code: 1, stdout: '' });
  expect(said.stderr).toContain('[DATA_DIRECTORY_UNUSABLE]');
  expect(existsSync(dataDir)).toBe(false);
});

test('without a sealing key, or with another, nothing opens, and the directory is free again', async () => {
  const key = join(desk.dataDir, 'sealing.key');
  await writeFile(key, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 });
  const wrong = await desk.connect('server', 'list');
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.stderr).toContain('[SEALING_KEY_WRONG]');
  await rm(key);
  const missing = await desk.connect('server', 'list');
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.stderr).toContain('[SEALING_KEY_INVALID]');
  const store = await openStore({ directory: desk.dataDir, clock: systemClock });
  expect(store.ok).toBe(true);
  if (store.ok) await store.value.close();
});

test('a command waits for another that has the directory', async () => {
  const store = await openStore({ directory: desk.dataDir, clock: systemClock });
  if (!store.ok) throw new Error('the directory is free');
  const listing = desk.connect('server', 'list');
  await store.value.close();
  expect(await listing).toMatchObject({ code: 0 });
});

test('two commands of one pipe share the account', async () => {
  const connect = `"${process.execPath}" --conditions=ct-src "${MAIN}"`;
  const line = `${connect} server list --format json | ${connect} server get - --format json`;
  const env = { CONNECT_TOKEN_DATA_DIR: desk.dataDir };
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], { env });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Production' });
});

test('a broker needs https, a credential, and one that looks like one', async () => {
  const env = { CONNECT_TOKEN_CREDENTIAL: 'secret-text' };
  const broker = (url: string, variables = env) =>
    desk.sitting({ env: variables }, 'server', 'list', '--broker', url);
  expect((await broker('http://broker.example')).stderr).toContain('[URL_INSECURE]');
  const malformed = await broker('https://127.0.0.1:1');
  expect(malformed.stderr).toContain('[CREDENTIAL_INVALID]');
  expect(malformed.stderr).not.toContain('secret-text');
  const none = await broker('https://127.0.0.1:1', { CONNECT_TOKEN_CREDENTIAL: '' });
  expect(none).toMatchObject({ code: 2 });
  expect(none.stderr).toContain('`CONNECT_TOKEN_CREDENTIAL` is empty');
});
