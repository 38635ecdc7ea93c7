import { describe, expect, test } from 'vitest';
import { err, isNonEmpty, mapNonEmpty, ok } from './result.ts';

describe('results', () => {
  test('carry a value or an error', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(err('why')).toEqual({ ok: false, error: 'why' });
  });

  test('a list is non-empty from one on', () => {
    expect(isNonEmpty([])).toBe(false);
    expect(isNonEmpty([undefined])).toBe(true);
  });

  test('mapping keeps every value in its place', () => {
    expect(mapNonEmpty([1], (value) => value * 2)).toEqual([2]);
    expect(mapNonEmpty([1, 2, 3], (value) => value * 2)).toEqual([2, 4, 6]);
  });
});
