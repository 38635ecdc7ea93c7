import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepCompiled } from './compile-cache.ts';

let caches: string;

beforeEach(async () => {
  caches = await mkdtemp(join(tmpdir(), 'connect-token-cache-'));
});

afterEach(() => rm(caches, { recursive: true, force: true }));

const keep = (program = 'file:///x/main.js'): void => keepCompiled(program, { XDG_CACHE_HOME: caches });

test('nothing is kept from source', async () => {
  keep('file:///x/main.ts');
  expect(await readdir(caches)).toEqual([]);
});

test('nothing is kept where others can write', async () => {
  const shared = join(caches, 'connect-token');
  await mkdir(shared);
  await chmod(shared, 0o777);
  const before = getCompileCacheDir();
  keep();
  expect(getCompileCacheDir()).toBe(before);
});

test('a cache that can not be made is no failure', () => {
  expect(() => keepCompiled('file:///x/main.js', { XDG_CACHE_HOME: '/dev/null' })).not.toThrow();
});
