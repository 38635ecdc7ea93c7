import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { instant } from '@connect-token/core';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import {
  type Program,
  scanFiles,
  startProgram,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { byKey, keyOf, NO_TOMBSTONE, sha256Of, stamp } from './lease-store/intents.ts';

const PROGRAM = fileURLToPath(new URL('./store-process/program.ts', import.meta.url));
const PATIENCE_MS = 15_000;

let directory: TemporaryDirectory;
beforeEach(async () => {
  directory = await temporaryDirectory('store-process');
});
afterEach(() => directory.remove());

const start = (mode: 'hold' | 'write' | 'lease', env: Readonly<Record<string, string>> = {}): Program =>
  startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', PROGRAM, mode, directory.path],
    env,
  });

const open = () => openStore({ directory: directory.path, clock: { now: () => instant(0) } });

async function opened(): Promise<Store> {
  const store = await open();
  if (!store.ok) throw new Error(JSON.stringify(store.error));
  return store.value;
}

test('a directory that a running process has is refused with its pid, and free at once when it is killed', async () => {
  const owner = start('hold');
  await owner.printed(/open/, PATIENCE_MS);
  const owned = { code: 'DATA_DIRECTORY_OWNED', path: directory.path };
  expect(await open()).toEqual({ ok: false, error: { ...owned, pid: owner.pid } });
  // The pid is for people: without it, the lock still holds.
  await rm(join(directory.path, 'owner.json'));
  expect(await open()).toEqual({ ok: false, error: { ...owned, pid: null } });
  owner.kill('SIGKILL');
  await owner.ended;
  await (await opened()).close();
});

test('a second process is refused while this one has the directory', async () => {
  const store = await opened();
  const second = start('hold');
  expect(await second.ended).toEqual({ code: 1, signal: null });
  expect(JSON.parse(second.stdout())).toMatchObject({ code: 'DATA_DIRECTORY_OWNED', pid: process.pid });
  await store.close();
});

test('whatever was told to be on disk is there after a SIGKILL, at whatever moment it comes', async () => {
  const moments = [1, 40, 300].map((most) => 1 + Math.floor(Math.random() * most));
  for (const moment of moments) {
    await rm(directory.path, { recursive: true });
    const writer = start('write');
    await writer.printed(new RegExp(`(?:(?:active|buried) .*\\n){${moment}}`), PATIENCE_MS);
    writer.kill('SIGKILL');
    await writer.ended;
    // A last line that was cut off by the kill was told as well, but to nobody.
    const told = writer.stdout().split('\n').slice(0, -1);
    const [active, buried] = [/^active (.*)/, /^buried (.*)/].map((kind) =>
      told.flatMap((line) => kind.exec(line)?.[1] ?? []),
    );

    const store = await opened();
    const leases = await leaseStore(store);
    for (const id of active ?? [])
      expect(await leases.find({ by: 'id', leaseId: id }), `${id}, killed after ${moment}`).toMatchObject({
        state: 'active',
      });
    for (const key of buried ?? [])
      expect(await leases.end(byKey(key), 'handle', NO_TOMBSTONE, stamp())).toEqual({ kind: 'buried' });
    await store.close();
    const database = new DatabaseSync(store.path, { readOnly: true });
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  }
});

test('of a handle and a token only the hashes are in the files, the log included', async () => {
  const canary = () => randomBytes(32).toString('base64url');
  const HANDLE = `cth_${canary()}`;
  const UNUSED_HANDLE = `cth_${canary()}`;
  const TOKEN = `eyJhbGciOiJFUzI1NiJ9.${canary()}.${canary()}`;
  const secrets = { handle: HANDLE, 'unused handle': UNUSED_HANDLE, token: TOKEN };
  const program = start('lease', { HANDLE, UNUSED_HANDLE, TOKEN });
  await program.printed(/done/, PATIENCE_MS);
  program.kill('SIGKILL');
  await program.ended;
  expect(await scanFiles(secrets, [directory.path])).toEqual([]);
  // The control: what the hashes are found in is where the secrets would have been.
  const hashes = { key: keyOf(HANDLE), tombstone: keyOf(UNUSED_HANDLE), sha256: sha256Of(TOKEN) };
  const found = await scanFiles(hashes, [directory.path]);
  expect(new Set(found.map(({ secret }) => secret))).toEqual(new Set(Object.keys(hashes)));
  expect(new Set(found.map(({ where }) => where))).toContain(join(directory.path, 'connect-token.db-wal'));
});
