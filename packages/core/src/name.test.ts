import { describe, expect, test } from 'vitest';
import { describe as tell } from './describe.ts';
import { NAME_MAX, refuseName } from './name.ts';

const problem = (name: string): string | undefined => refuseName('server', name)?.problem;

describe('a name', () => {
  test.each(['Production', 'a', ' padded ', 'Größe', '生產', '👩‍💻 Team', '`$(id)`', 'a,b', '../..', '-'])(
    '%j may be given',
    (name) => {
      expect(problem(name)).toBeUndefined();
    },
  );

  test.each(['', ' ', '\u{A0}', '\t', '\u{FEFF}', '\u{2003} '])('%j is empty', (name) => {
    expect(problem(name)).toBe('is empty');
  });

  test('has at most 256 characters', () => {
    expect(NAME_MAX).toBe(256);
    expect(problem('n'.repeat(256))).toBeUndefined();
    expect(problem('n'.repeat(257))).toBe('has 257 characters, at most 256 are allowed');
    expect(problem('n'.repeat(1_000))).toBe('has 1000 characters, at most 256 are allowed');
  });

  test.each([
    'a\nb',
    'a\u{0}',
    'a\u{7}b',
    '\u{1B}[31mred',
    'a\u{85}',
    'a\u{2028}b',
    'a\u{202E}b',
    'a\u{200B}b',
    'a\u{D800}',
  ])('%j steers a terminal or a log, and is refused', (name) => {
    expect(problem(name)).toBe('has control characters');
  });

  test('is refused with what it was to name', () => {
    const refused = refuseName('vault', '\u{1B}');
    expect(refused).toEqual({
      code: 'NAME_INVALID',
      thing: 'vault',
      name: '\u{1B}',
      problem: 'has control characters',
    });
    expect(refused && tell(refused)).toBe('the name `\u{FFFD}` of a vault has control characters');
  });
});
