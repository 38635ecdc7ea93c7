import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credential, instant, plus, seconds } from '@connect-token/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { credentialStore } from './credential-store.ts';

const NOW = instant(1_000_000);

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'connect-token-credentials-'));
  const opened = await openStore({ directory, clock: { now: () => NOW } });
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const credential = (last: string): Credential => ({
  id: `01J0000000000000000000000${last}`,
  name: `ci ${last}`,
  personId: 'p'.repeat(26),
  rights: ['read', 'tokens:create'],
  createdAt: NOW,
  expiresAt: plus(NOW, seconds(60)),
  revokedAt: null,
});
const hash = (letter: string): string => letter.repeat(64);

test('a credential is found by its hash as it was written, and by no other hash', async () => {
  const credentials = credentialStore(store);
  await credentials.insert(credential('A'), hash('a'));
  expect(await credentials.find(hash('a'))).toEqual(credential('A'));
  expect(await credentials.find(hash('b'))).toBeUndefined();
  expect(await credentials.find(hash('A'))).toBeUndefined();
});

test('a list has the newest first, revoked ones as well', async () => {
  const credentials = credentialStore(store);
  await credentials.insert(credential('A'), hash('a'));
  await credentials.insert(credential('B'), hash('b'));
  expect(await credentials.revoke(credential('A').id, plus(NOW, seconds(1)))).toBe('revoked');
  expect(await credentials.list()).toEqual([
    credential('B'),
    { ...credential('A'), revokedAt: plus(NOW, seconds(1)) },
  ]);
});

test('the first revocation counts, and one of nothing is no crash', async () => {
  const credentials = credentialStore(store);
  await credentials.insert(credential('A'), hash('a'));
  expect(await credentials.revoke(credential('A').id.toLowerCase(), NOW)).toBe('revoked');
  expect(await credentials.revoke(credential('A').id, plus(NOW, seconds(9)))).toBe('absent');
  expect(await credentials.revoke(credential('B').id, NOW)).toBe('absent');
  expect((await credentials.find(hash('a')))?.revokedAt).toBe(NOW);
});

test('two credentials of one secret are refused', async () => {
  const credentials = credentialStore(store);
  await credentials.insert(credential('A'), hash('a'));
  await expect(credentials.insert(credential('B'), hash('a'))).rejects.toThrow();
  expect(await credentials.list()).toHaveLength(1);
});

test('what is written is the hash', async () => {
  await credentialStore(store).insert(credential('A'), hash('a'));
  const files = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name))));
  expect(files.some((bytes) => bytes.includes(hash('a')))).toBe(true);
});
