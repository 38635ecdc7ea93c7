import { expect, test } from 'vitest';
import { createRandomBytes } from './random-bytes.ts';

test('no call gets what another has had, also where the source is asked again', () => {
  const random = createRandomBytes(16);
  const texts = Array.from({ length: 200 }, () => random().toString('hex'));
  expect(texts.every((text) => text.length === 32)).toBe(true);
  expect(new Set(texts).size).toBe(200);
});
