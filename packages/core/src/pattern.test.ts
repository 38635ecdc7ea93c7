import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../test/law.ts';
import { matchesPattern, PATTERN_MAX } from './pattern.ts';

describe('a pattern', () => {
  test.each([
    ['refs/heads/main', 'refs/heads/main', true],
    ['refs/heads/main', 'refs/heads/main2', false],
    ['refs/heads/main', 'refs/heads/mai', false],
    ['refs/heads/main', 'refs/heads/Main', false],
    ['refs/heads/main', 'x/refs/heads/main', false],
    ['refs/heads/main', 'refs/tags/main', false],
    ['refs/heads/release-*', 'refs/heads/release-1', true],
    ['refs/heads/release-*', 'refs/heads/release-', true],
    ['refs/heads/release-*', 'refs/heads/release', false],
    ['refs/heads/release-*', 'refs/heads/release-1/x', false],
    ['refs/heads/release-*', 'refs/heads/release-*', true],
    ['refs/heads/*', 'refs/heads/main', true],
    ['refs/heads/*', 'refs/heads/feature/main', false],
    ['refs/tags/v1.*', 'refs/tags/v1.2', true],
    ['refs/tags/v1.*', 'refs/tags/v1x2', false],
    ['*', 'production', true],
    ['*', '', true],
    ['*', 'a/b', false],
    ['', '', true],
    ['', 'a', false],
    ['a*b', 'a*b', true],
    ['a*b', 'axb', false],
    ['**', '*x', true],
    ['**', 'xx', false],
    ['a|b', 'a', false],
    ['.*', 'anything', false],
    ['^main$', 'main', false],
  ])('`%s` and `%s`: %s', (pattern, value, answer) => {
    expect(matchesPattern(pattern, value)).toBe(answer);
  });

  /** Character by character, with no method of the platform. */
  const naive = (pattern: string, value: string): boolean => {
    const open = pattern.charAt(pattern.length - 1) === '*';
    const fixed = open ? pattern.length - 1 : pattern.length;
    if (open ? value.length < fixed : value.length !== fixed) return false;
    for (let index = 0; index < fixed; index += 1) {
      if (pattern.charAt(index) !== value.charAt(index)) return false;
    }
    for (let index = fixed; index < value.length; index += 1) {
      if (value.charAt(index) === '/') return false;
    }
    return true;
  };

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });

  test('means what a naive evaluator says', () => {
    law(
      fc.property(letters, letters, (pattern, value) => {
        expect(matchesPattern(pattern, value)).toBe(naive(pattern, value));
      }),
      { runs: 2_000 },
    );
  });

  test('never crosses a segment, and always matches itself with the rest of one', () => {
    law(
      fc.property(letters, letters, (prefix, rest) => {
        expect(matchesPattern(`${prefix}*`, prefix + rest)).toBe(!rest.includes('/'));
      }),
      { runs: 1_000 },
    );
  });

  test('costs one pass over the text: nothing in it backtracks', () => {
    const long = 'a'.repeat(1_000_000);
    expect(matchesPattern(`${'a'.repeat(PATTERN_MAX - 1)}*`, `${long}/`)).toBe(false);
  });
});
