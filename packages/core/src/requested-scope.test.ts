import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../test/law.ts';
import type { ScopeFailure } from './error.ts';
import {
  formatEntry,
  formatScope,
  isVaultText,
  parseScope,
  parseScopeEntries,
  type RequestedVault,
  VAULT_TEXT_MAX,
  VAULTS_PER_TOKEN_MAX,
} from './requested-scope.ts';

const failuresOf = (text: string): readonly ScopeFailure[] => {
  const parsed = parseScope(text);
  return parsed.ok ? [] : parsed.error;
};

const malformed = (line: number, text: string, suggestion: string | null): ScopeFailure => ({
  code: 'VAULT_LINE_MALFORMED',
  line,
  text,
  suggestion,
});

describe('the lines of a scope', () => {
  test.each<[string, RequestedVault]>([
    ['Production', { vault: 'Production', access: undefined, line: 1 }],
    ['Production,r', { vault: 'Production', access: 'r', line: 1 }],
    ['Production,w', { vault: 'Production', access: 'w', line: 1 }],
    ['Production,rw', { vault: 'Production', access: 'rw', line: 1 }],
    ['  Production , rw  ', { vault: 'Production', access: 'rw', line: 1 }],
    ['Shared configuration,r', { vault: 'Shared configuration', access: 'r', line: 1 }],
    ['r', { vault: 'r', access: undefined, line: 1 }],
    ['r,w', { vault: 'r', access: 'w', line: 1 }],
    ['https://acme.example', { vault: 'https://acme.example', access: undefined, line: 1 }],
    ['team:r,rw', { vault: 'team:r', access: 'rw', line: 1 }],
    ['team:', { vault: 'team:', access: undefined, line: 1 }],
    ['👩‍💻 Team,r', { vault: '👩‍💻 Team', access: 'r', line: 1 }],
    ['`$(id)`', { vault: '`$(id)`', access: undefined, line: 1 }],
  ])('`%s` is an entry', (text, entry) => {
    expect(parseScope(text)).toEqual({ ok: true, value: [entry] });
  });

  test('keep their numbers over blank lines, with every kind of line end', () => {
    const parsed = parseScope('\n  \na\r\nb,r\rc\n\n\td\t\n');
    expect(parsed.ok && parsed.value.map(({ vault, line }) => [vault, line])).toEqual([
      ['a', 3],
      ['b', 4],
      ['c', 5],
      ['d', 7],
    ]);
  });

  test.each(['', '\n', '  \r\n\t\n'])('nothing at all is refused', (text) => {
    expect(failuresOf(text)).toEqual([{ code: 'VAULTS_EMPTY' }]);
  });

  test.each<[string, string | null]>([
    ['Prod:r', 'Prod,r'],
    ['Prod:RW', 'Prod,rw'],
    ['Prod: r', 'Prod,r'],
    ['Prod :r', 'Prod,r'],
    ['Prod:read', 'Prod,r'],
    ['Prod,R', 'Prod,r'],
    ['Prod, R', 'Prod,r'],
    ['Prod,read', 'Prod,r'],
    ['Prod,write', 'Prod,w'],
    ['Prod,read-write', 'Prod,rw'],
    ['Prod,wr', 'Prod,rw'],
    ['Prod,', 'Prod'],
    ['a,b', 'a\nb'],
    ['a, b, c', 'a\nb\nc'],
    ['a,r,b', 'a,r\nb'],
    ['a,b,rw', 'a\nb,rw'],
    ['a:r,b', 'a,r\nb'],
    ['a,,b', 'a\nb'],
    ['Prod,r,', 'Prod,r'],
    ['a,a', 'a'],
    ['a,r,w', null],
    ['b,b:r', null],
    ['r,a', null],
    [',r', null],
    [':r', null],
    [',', null],
    [',,', null],
  ])('`%s` is refused, and `%s` suggested', (text, suggestion) => {
    expect(failuresOf(text)).toEqual([malformed(1, text, suggestion)]);
  });

  test.each([
    'Pro\u{7}d',
    'Pro\u{1B}[31md',
    'a\tb',
    'a\u{85}b',
    'a\u{2028}b',
    'a\u{202E}b',
    'a\u{200B}b',
    'a\u{FEFF}b',
    'a\u{D800}b',
    'a\u{0}',
  ])('what steers a terminal or a log is refused without a suggestion: %j', (text) => {
    expect(failuresOf(text)).toEqual([malformed(1, text, null)]);
    expect(failuresOf(`${text}:r`)).toEqual([malformed(1, `${text}:r`, null)]);
  });

  test('a line of names gets a suggestion up to 256 characters', () => {
    const names = (length: number) => `${'a'.repeat(length - 2)},b`;
    expect(failuresOf(names(256))).toEqual([malformed(1, names(256), names(256).replace(',', '\n'))]);
    expect(failuresOf(names(257))).toEqual([malformed(1, names(257), null)]);
  });

  test('a name has at most 256 characters, its access apart', () => {
    const longest = 'v'.repeat(VAULT_TEXT_MAX);
    expect(VAULT_TEXT_MAX).toBe(256);
    expect(failuresOf(longest)).toEqual([]);
    expect(failuresOf(`${longest},rw`)).toEqual([]);
    expect(failuresOf(`${longest}v`)).toEqual([malformed(1, `${longest}v`, null)]);
    expect(failuresOf(`${longest}v,r`)).toEqual([malformed(1, `${longest}v,r`, null)]);
  });

  test('a hundred vaults pass, one more is refused', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `vault ${index}`).join('\n');
    expect(failuresOf(lines(VAULTS_PER_TOKEN_MAX))).toEqual([]);
    expect(failuresOf(lines(101))).toEqual([{ code: 'VAULTS_TOO_MANY', given: 101, limit: 100 }]);
  });

  test('a vault named twice is refused, with its second line and its first', () => {
    expect(failuresOf('a\nb\n\na,rw\na')).toEqual([
      { code: 'VAULT_REPEATED', vault: 'a', line: 4, firstLine: 1 },
      { code: 'VAULT_REPEATED', vault: 'a', line: 5, firstLine: 1 },
    ]);
  });

  test('names that differ in case are two vaults', () => {
    expect(failuresOf('Prod\nprod')).toEqual([]);
  });

  test('all bad lines are reported at once', () => {
    expect(failuresOf('ok\nProd:r\na,b\nok,r\n,,')).toEqual([
      malformed(2, 'Prod:r', 'Prod,r'),
      malformed(3, 'a,b', 'a\nb'),
      malformed(5, ',,', null),
      { code: 'VAULT_REPEATED', vault: 'ok', line: 4, firstLine: 1 },
    ]);
  });
});

describe('entries that are apart already', () => {
  test('count as lines', () => {
    expect(parseScopeEntries([' a ', 'b,rw'])).toEqual({
      ok: true,
      value: [
        { vault: 'a', access: undefined, line: 1 },
        { vault: 'b', access: 'rw', line: 2 },
      ],
    });
  });

  test('a blank one is a mistake, and so is a list without any', () => {
    expect(parseScopeEntries(['a', ' '])).toEqual({ ok: false, error: [malformed(2, '', null)] });
    expect(parseScopeEntries([])).toEqual({ ok: false, error: [{ code: 'VAULTS_EMPTY' }] });
  });

  test('an entry of two lines is no way around the grammar', () => {
    expect(parseScopeEntries(['a\nb'])).toEqual({ ok: false, error: [malformed(1, 'a\nb', null)] });
  });
});

test.each([
  ['', false],
  ['a', true],
  ['a,b', true],
  ['a\nb', false],
  ['v'.repeat(256), true],
  ['v'.repeat(257), false],
])('%j can be looked up and shown: %s', (text, answer) => {
  expect(isVaultText(text)).toBe(answer);
});

describe('for every scope', () => {
  const entry = fc.record({
    vault: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((text) => text.trim())
      .filter((text) => parseScope(text).ok),
    access: fc.constantFrom('r', 'w', 'rw', undefined),
  });

  test('what is written is read back', () => {
    law(
      fc.property(
        fc.uniqueArray(entry, { minLength: 1, maxLength: 20, selector: ({ vault }) => vault }),
        (entries) => {
          const scope = entries.map((each, index) => ({ ...each, line: index + 1 }));
          const parsed = parseScope(formatScope(scope as never));
          expect(parsed).toEqual({ ok: true, value: scope });
        },
      ),
    );
  });

  test('what is read is written back', () => {
    law(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ',', ':', 'r', 'w', ' ', '\n'), maxLength: 30 }),
        (text) => {
          const parsed = parseScope(text);
          if (!parsed.ok) return;
          const again = parseScope(formatScope(parsed.value));
          const entriesOf = (scope: readonly RequestedVault[]) => scope.map(formatEntry);
          expect(again.ok && entriesOf(again.value)).toEqual(entriesOf(parsed.value));
        },
      ),
    );
  });

  test('a suggestion is a scope, and never one that reaches further than the words of the line', () => {
    law(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ',', ':', 'r', 'w', ' '), maxLength: 20 }),
        (text) => {
          for (const failure of failuresOf(text)) {
            if (failure.code !== 'VAULT_LINE_MALFORMED' || failure.suggestion === null) continue;
            const suggested = parseScope(failure.suggestion);
            expect(suggested.ok).toBe(true);
            if (suggested.ok) for (const { vault } of suggested.value) expect(text).toContain(vault);
          }
        },
      ),
      { runs: 1_000 },
    );
  });
});
