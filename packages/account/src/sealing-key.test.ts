import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe as sentence } from '@connect-token/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealingKey } from './seal.ts';
import { readSealingKey, SEALING_KEY_VARIABLE } from './sealing-key.ts';

const bytes = randomBytes(32);
/** Node itself can't make one. */
const MAKE_PIPE = 'mkfifo';
const text = bytes.toString('base64');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'connect-token-key-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function keyFile(content: string | Uint8Array, mode = 0o600): Promise<string> {
  const path = join(directory, randomBytes(6).toString('hex'));
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

async function problemOf(path: string | null, env: Record<string, string | undefined> = {}): Promise<string> {
  const read = await readSealingKey({ path, env });
  if (read.ok) throw new Error('the key was taken');
  expect(read.error.code).toBe('SEALING_KEY_INVALID');
  return sentence(read.error);
}

describe('a key is read', () => {
  test.each([
    ['as it is', text],
    ['with a newline at the end', `${text}\n`],
    ['with a newline of Windows at the end', `${text}\r\n`],
  ])('from a file, %s', async (_, content) => {
    const read = await readSealingKey({ path: await keyFile(content), env: {} });
    expect(read.ok && read.value.id).toEqual(sealingKey(bytes).id);
  });

  test('from the environment, which loses it', async () => {
    const env: Record<string, string | undefined> = { [SEALING_KEY_VARIABLE]: text, PATH: '/bin' };
    const read = await readSealingKey({ path: null, env });
    expect(read.ok && read.value.id).toEqual(sealingKey(bytes).id);
    expect(env).toEqual({ PATH: '/bin' });
  });

  test('from the file where there are both, and the environment loses its own', async () => {
    const env: Record<string, string | undefined> = {
      [SEALING_KEY_VARIABLE]: randomBytes(32).toString('base64'),
    };
    const read = await readSealingKey({ path: await keyFile(text), env });
    expect(read.ok && read.value.id).toEqual(sealingKey(bytes).id);
    expect(env).toEqual({});
  });
});

describe('what is no key is refused, and not repeated', () => {
  test.each([
    ['31 bytes', bytes.subarray(1).toString('base64')],
    ['33 bytes', Buffer.concat([bytes, Buffer.of(1)]).toString('base64')],
    ['base64url', Buffer.alloc(32, 0xff).toString('base64url')],
    ['hex', bytes.toString('hex')],
    ['two newlines', `${text}\n\n`],
    ['a space before it', ` ${text}`],
    ['bits that are not all used', `${Buffer.alloc(32).toString('base64').slice(0, 42)}B=`],
    ['nothing', ''],
    ['raw bytes', bytes],
  ])('%s', async (_, content) => {
    const problem = await problemOf(await keyFile(content));
    expect(problem).toContain('is not base64 of exactly 32 bytes; make one with `openssl rand -base64 32`');
    if (typeof content === 'string' && content.trim() !== '') expect(problem).not.toContain(content.trim());
  });
});

describe('a file that others may read is refused with the remedy', () => {
  test.each([0o640, 0o604, 0o644, 0o620, 0o602])('mode %o', async (mode) => {
    const path = await keyFile(text, mode);
    expect(await problemOf(path)).toContain(
      `the sealing key from \`${path}\` can be read or changed by others than its owner (mode 0${mode.toString(8)}): run \`chmod 600\``,
    );
  });

  test('an owner who may not write it is fine', async () => {
    expect((await readSealingKey({ path: await keyFile(text, 0o400), env: {} })).ok).toBe(true);
  });
});

test('a missing key says where one may be given', async () => {
  expect(await problemOf(null)).toBe(
    'the sealing key from `CONNECT_TOKEN_SEALING_KEY` is missing: the variable is not set, and the configuration names no `sealing_key_file`; make one with `openssl rand -base64 32`',
  );
});

test('a missing file, a directory and a file that is another are told apart', async () => {
  expect(await problemOf(join(directory, 'none'))).toContain('is missing: there is no such file');
  expect(await problemOf(directory)).toContain('is not in a regular file');
  expect(await problemOf(await keyFile('a'.repeat(1_025)))).toContain('is in a file larger than 1024 bytes');
});

test('a pipe is refused, and not waited for', async () => {
  const path = join(directory, 'pipe');
  execFileSync(MAKE_PIPE, ['-m', '600', path]);
  expect(await problemOf(path)).toContain('is not in a regular file');
});

test('a path that can steer a terminal is shown without that', async () => {
  expect(await problemOf(join(directory, 'a\u001b[2Jb'))).not.toContain('\u001b');
});
