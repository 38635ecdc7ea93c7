import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  HANDLE_PATTERN,
  IDEMPOTENCY_KEY_PATTERN,
  isHandle,
  keyOfHandle,
  newHandle,
  sha256OfToken,
} from './handle.ts';

const HANDLE = `cth_${'A'.repeat(43)}`;

describe('a handle', () => {
  test('is `cth_` and 256 bits in base64url, and never the same twice', () => {
    const made = Array.from({ length: 100 }, newHandle);
    expect(new Set(made).size).toBe(100);
    for (const handle of made) {
      expect(isHandle(handle)).toBe(true);
      expect(Buffer.from(handle.slice(4), 'base64url')).toHaveLength(32);
    }
  });

  test.each([
    ['nothing', ''],
    ['no prefix', 'A'.repeat(43)],
    ['another prefix', `ctx_${'A'.repeat(43)}`],
    ['a prefix in capitals', `CTH_${'A'.repeat(43)}`],
    ['42 characters', `cth_${'A'.repeat(42)}`],
    ['44 characters', `cth_${'A'.repeat(44)}`],
    ['a padded one', `cth_${'A'.repeat(42)}=`],
    ['base64', `cth_${'A'.repeat(42)}+`],
    ['a line end', `${HANDLE}\n`],
    ['a space', ` ${HANDLE}`],
  ])('%s is none', (_, text) => {
    expect(isHandle(text)).toBe(false);
    expect(HANDLE_PATTERN.test(text)).toBe(false);
  });

  test('has one key: SHA-256 of its text in base64url', () => {
    const key = keyOfHandle(HANDLE);
    expect(key).toBe('oH9zGjs-F6BLHeRF444DmT0elrlX49D_YUocJ0kxdQI');
    expect(key).toMatch(IDEMPOTENCY_KEY_PATTERN);
    expect(keyOfHandle(`${HANDLE.slice(0, -1)}B`)).not.toBe(key);
  });

  test('a key is no handle, and a handle no key', () => {
    expect(isHandle(keyOfHandle(HANDLE))).toBe(false);
    expect(IDEMPOTENCY_KEY_PATTERN.test(HANDLE)).toBe(false);
  });
});

test('a token is remembered as SHA-256 in small hex', () => {
  expect(sha256OfToken('a.b.c')).toBe(createHash('sha256').update('a.b.c').digest('hex'));
  expect(sha256OfToken('a.b.c')).toMatch(/^[0-9a-f]{64}$/);
});
