import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { toOpenSsh } from './openssh-key.ts';

const converted = (pem: string): string => {
  const key = toOpenSsh(secret(pem));
  if (!key.ok) throw new Error(key.error);
  return key.value.reveal();
};

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
const spki = { type: 'spki', format: 'pem' } as const;
const ED25519 = generateKeyPairSync('ed25519', { privateKeyEncoding: pkcs8, publicKeyEncoding: spki });
const RSA = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  privateKeyEncoding: pkcs8,
  publicKeyEncoding: spki,
});

/** The fields of the text, read back without the code that wrote it: each has its length before it. */
function readBack(pem: string): { readonly blobs: readonly Buffer[]; readonly length: number } {
  const whole = Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64');
  let at = 'openssh-key-v1\0'.length;
  expect(whole.subarray(0, at).toString()).toBe('openssh-key-v1\0');
  const blobs: Buffer[] = [];
  const blob = (): void => {
    const length = whole.readUInt32BE(at);
    blobs.push(whole.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  };
  for (let count = 0; count < 3; count += 1) blob();
  expect(whole.readUInt32BE(at)).toBe(1);
  at += 4;
  blob();
  blob();
  return { blobs, length: whole.length - at };
}

describe('a private key in the format of OpenSSH', () => {
  test('is an Ed25519 key with its public half', () => {
    const { blobs, length } = readBack(converted(ED25519.privateKey));
    const { x = '' } = createPublicKey(ED25519.publicKey).export({ format: 'jwk' });
    expect(blobs.slice(0, 3).map(String)).toEqual(['none', 'none', '']);
    expect(blobs[3]?.subarray(-32).toString('base64url')).toBe(x);
    expect((blobs[4]?.length ?? 1) % 8).toBe(0);
    expect(length).toBe(0);
  });

  test('is the same each time, so that one mask covers it, and stays as it is', () => {
    const once = converted(RSA.privateKey);
    expect(converted(RSA.privateKey)).toBe(once);
    expect(converted(once)).toBe(once);
  });

  test.each([
    ['no key', 'hunter2'],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: pkcs8, publicKeyEncoding: spki })
        .privateKey,
    ],
    ['half a key', ED25519.privateKey.slice(0, 60)],
  ])('%s is refused, and not quoted', (_, pem) => {
    expect(toOpenSsh(secret(pem))).toEqual({
      ok: false,
      error: 'it is no private key of the kinds Ed25519 and RSA without a passphrase',
    });
  });

  const hasSshKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

  test.runIf(hasSshKeygen).each([
    ['Ed25519', ED25519],
    ['RSA', RSA],
  ])('is one that ssh-keygen reads, where there is one: %s', (_, { privateKey, publicKey }) => {
    const directory = mkdtempSync(join(tmpdir(), 'openssh-key-'));
    try {
      const path = join(directory, 'id');
      writeFileSync(path, converted(privateKey), { mode: 0o600 });
      const line = execFileSync('ssh-keygen', ['-y', '-f', path]).toString();
      const [kind = '', blob = ''] = line.trim().split(' ');
      expect(Buffer.from(blob, 'base64').includes(kind)).toBe(true);
      const { x, n } = createPublicKey(publicKey).export({ format: 'jwk' });
      expect(Buffer.from(blob, 'base64').includes(Buffer.from(x ?? n ?? '', 'base64url'))).toBe(true);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
