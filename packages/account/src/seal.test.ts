import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { open, type Place, seal, sealingKey } from './seal.ts';

const key = sealingKey(randomBytes(32));
const place: Place = { table: 'item', row: 'a', version: 1 };
const plain = fc.uint8Array({ maxLength: 300 });

test('what was sealed opens as it was', () => {
  fc.assert(
    fc.property(plain, fc.string(), fc.string(), fc.nat(), (bytes, table, row, version) => {
      const opened = open(key, { table, row, version }, seal(key, { table, row, version }, bytes));
      expect(opened.ok && Buffer.from(opened.value)).toEqual(Buffer.from(bytes));
    }),
  );
});

test('no bit can be flipped', () => {
  const sealed = seal(key, place, Buffer.from('a secret'));
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const flipped = Uint8Array.from(sealed);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(open(key, place, flipped).ok).toBe(false);
  }
});

test('nothing that is cut short opens, a shorter tag included', () => {
  const sealed = seal(key, place, Buffer.from('a secret'));
  for (let length = 0; length < sealed.length; length += 1)
    expect(open(key, place, sealed.subarray(0, length))).toEqual({ ok: false, error: 'damaged' });
});

describe('what was sealed for one place opens at no other', () => {
  test.each<[string, Place]>([
    ['another table', { ...place, table: 'account' }],
    ['another row', { ...place, row: 'b' }],
    ['an earlier version of the row', { ...place, version: 2 }],
    ['a place that reads alike', { table: 'ite', row: 'ma', version: 1 }],
  ])('%s', (_, other) => {
    expect(open(key, other, seal(key, place, Buffer.from('a secret')))).toEqual({
      ok: false,
      error: 'damaged',
    });
  });
});

test('another key is told from damage', () => {
  const other = sealingKey(randomBytes(32));
  expect(open(other, place, seal(key, place, Buffer.from('a secret')))).toEqual({
    ok: false,
    error: 'wrong-key',
  });
});

test('the same secret sealed twice looks different', () => {
  const [one, other] = [seal(key, place, Buffer.from('x')), seal(key, place, Buffer.from('x'))];
  expect(Buffer.from(one).equals(other)).toBe(false);
});

test('the id of a key is the same each time, another for another key, and no part of it', () => {
  const bytes = randomBytes(32);
  expect(sealingKey(bytes).id).toEqual(sealingKey(bytes).id);
  expect(sealingKey(randomBytes(32)).id).not.toEqual(sealingKey(bytes).id);
  expect(bytes.includes(Buffer.from(sealingKey(bytes).id))).toBe(false);
});
