import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanBytes, scanFiles } from './scan.ts';
import { temporaryDirectory } from './temp-directory.ts';

const SECRET = 'correct>>horse??battery "staple"';
const PAYLOAD = Buffer.from('{"sub":"someone"}').toString('base64url');
const SIGNATURE = createHash('sha512').update('signature').digest('base64url');
const JWT = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${PAYLOAD}.${SIGNATURE}`;

const formsIn = (text: string): readonly string[] =>
  scanBytes({ secret: SECRET }, 'log', text).map(({ form }) => form);

describe('each form of a secret is found', () => {
  const bytes = Buffer.from(SECRET);
  test.each([
    ['raw', `a line with ${SECRET} in it`],
    ['base64', bytes.toString('base64')],
    ['base64', Buffer.from(`x${SECRET}y`).toString('base64')],
    ['base64', Buffer.from(`xy${SECRET}yx`).toString('base64')],
    ['base64', Buffer.from(`Bearer ${SECRET}\n`).toString('base64')],
    ['base64url', Buffer.from(`x${SECRET}y`).toString('base64url')],
    ['hex', bytes.toString('hex')],
    ['hex', bytes.toString('hex').toUpperCase()],
    ['percent', encodeURIComponent(SECRET)],
    ['percent', bytes.toString('hex').replace(/../g, '%$&')],
    ['json', JSON.stringify({ message: SECRET })],
  ])('%s', (form, text) => {
    expect(formsIn(text)).toContain(form);
  });
});

test('nothing is found in what holds no secret', () => {
  expect(scanBytes({ secret: SECRET, token: JWT }, 'log', randomBytes(100_000))).toEqual([]);
});

test('a finding names the secret, its form and its place, and not the secret', () => {
  const [finding] = scanBytes({ 'the password': SECRET }, 'stdout', `12345${SECRET}`);
  expect(finding).toEqual({ secret: 'the password', form: 'raw', where: 'stdout', offset: 5 });
});

test('the payload and the signature of a token count by themselves, its header does not', () => {
  const names = (text: string): readonly string[] =>
    scanBytes({ token: JWT }, 'log', text).map(({ secret }) => secret);
  expect(names(PAYLOAD)).toEqual(['token (payload segment)']);
  expect(names(Buffer.from(SIGNATURE).toString('hex'))).toEqual(['token (signature segment)']);
  expect(names(JWT.slice(0, JWT.indexOf('.')))).toEqual([]);
});

test('what is too short to mean anything is refused', () => {
  expect(() => scanBytes({ pin: '1234567' }, 'log', '')).toThrow('pin is shorter than 8 characters');
});

test('files below a directory are read in pieces, and a secret on a seam is found', async () => {
  const directory = await temporaryDirectory('scan');
  try {
    const folder = join(directory.path, 'deep');
    await mkdir(folder);
    const seam = 64 * 1024;
    const before = seam - 7;
    await writeFile(
      join(folder, 'database'),
      Buffer.concat([Buffer.alloc(before), Buffer.from(SECRET), Buffer.alloc(seam)]),
    );
    await writeFile(join(folder, 'clean'), randomBytes(seam));
    expect(await scanFiles({ secret: SECRET }, [directory.path])).toEqual([
      { secret: 'secret', form: 'raw', where: join(folder, 'database'), offset: before },
    ]);
  } finally {
    await directory.remove();
  }
});
