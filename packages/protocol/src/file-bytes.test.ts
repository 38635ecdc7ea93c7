import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileBytes, readUtf8 } from './file-bytes.ts';

/** A program of POSIX; there is no call for it in Node. */
const MAKE_PIPE = 'mkfifo';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ct-file-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

const file = async (content: string | Uint8Array): Promise<string> => {
  const path = join(directory, 'file');
  await writeFile(path, content);
  return path;
};

const lengthOf = async (path: string, limit: number): Promise<number | undefined> => {
  const read = await readFileBytes(path, limit);
  return read.ok ? read.value.length : undefined;
};

const reasonFor = async (path: string): Promise<string | undefined> => {
  const read = await readFileBytes(path, 10);
  return read.ok ? undefined : read.error.cause;
};

describe('the bytes of a file', () => {
  test('are read whole up to the limit, and one beyond it to show that there are more', async () => {
    expect(await lengthOf(await file(''), 10)).toBe(0);
    expect(await lengthOf(await file('x'.repeat(10)), 10)).toBe(10);
    expect(await lengthOf(await file('x'.repeat(11)), 10)).toBe(11);
    expect(await lengthOf(await file('x'.repeat(10_000)), 10)).toBe(11);
  });

  test('of a device that never ends, or of a pipe that nobody writes to, are none', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync(MAKE_PIPE, [pipe]);
    expect(await reasonFor(pipe)).toBe('it is not a regular file');
    expect(await reasonFor('/dev/zero')).toBe('it is not a regular file');
  });

  test.each([
    ['that isn’t there', () => join(directory, 'gone'), 'there is no such file'],
    ['in a directory that isn’t there', () => join(directory, 'gone', 'file'), 'there is no such file'],
    ['that is a directory', () => directory, 'it is a directory'],
    ['with a name that no file can have', () => 'a\0b', 'ERR_INVALID_ARG_VALUE'],
    ['with a name that is too long', () => join(directory, 'x'.repeat(300)), 'ENAMETOOLONG'],
  ])('a file %s is unreadable', async (_, path, cause) => {
    expect(await reasonFor(path())).toBe(cause);
  });

  test('below a file are none', async () => {
    expect(await reasonFor(join(await file('x'), 'below'))).toBe('there is no such file');
  });
});

describe('UTF-8', () => {
  const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

  test.each([
    ['', ''],
    ['Größe 👩‍💻\n', 'Größe 👩‍💻\n'],
    ['\u{FEFF}a', 'a'],
  ])('%j is %j', (written, text) => {
    expect(readUtf8(bytes(written))).toEqual({ ok: true, value: text });
  });

  test.each([
    ['in the first line', bytes('a', 0xff), 1],
    ['in the last line', bytes('a\nb\nc', 0xc3), 3],
    ['before the end of its line', bytes('a\n', 0xc3, '\nc\n'), 2],
    ['cut off by the line’s end', bytes('a\nb', 0xe2, 0x82, '\nc'), 2],
    ['in UTF-16', bytes(0xff, 0xfe, 'a', 0), 1],
    ['an overlong form', bytes('a\n', 0xc0, 0xaf), 2],
    ['half of a surrogate pair', bytes(0xed, 0xa0, 0x80), 1],
    ['behind an empty line', bytes('\n', 0xff), 2],
    ['behind lines that are', bytes('ä\n'.repeat(999), 0x80), 1_000],
  ])('what is none is found %s', (_, given, line) => {
    expect(readUtf8(given)).toEqual({ ok: false, error: { line } });
  });
});
