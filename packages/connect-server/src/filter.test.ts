import { err } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ITEM_FILTERS, parseFilter, VAULT_FILTERS } from './filter.ts';

/** The signs that a filter is made of, and some from far away. */
const unit = fc.constantFrom('"', '\\', ' ', 'e', 'q', 'title', 'é', '\u{1F511}', '\n', '\0');

const parsed = (text: string) => {
  const filter = parseFilter(text, ITEM_FILTERS);
  return filter.ok ? filter.value : null;
};

describe('a filter', () => {
  test('is an attribute, an operator and a quoted text', () => {
    expect(parsed('title eq "Database"')).toEqual({
      attribute: 'title',
      operator: 'eq',
      text: 'Database',
    });
    expect(parsed('title co "base"')).toEqual({ attribute: 'title', operator: 'co', text: 'base' });
    expect(parsed('tag eq "prod"')).toEqual({ attribute: 'tag', operator: 'eq', text: 'prod' });
  });

  test('takes attribute and operator in any case, with any number of spaces around', () => {
    expect(parsed('  Title   EQ   "Database" ')).toEqual(parsed('title eq "Database"'));
  });

  test.each([
    ['a title with an apostrophe', `title eq "it's"`, "it's"],
    ['an empty title', 'title eq ""', ''],
    ['a title with the operator in it', 'title eq "a eq b"', 'a eq b'],
    ['a title over two lines', 'title eq "a\nb"', 'a\nb'],
    ['an escaped quote', String.raw`title eq "a\"b"`, 'a"b'],
    ['an escaped backslash', String.raw`title eq "a\\b"`, String.raw`a\b`],
    ['a backslash as clients send it', String.raw`title eq "ACME\user"`, String.raw`ACME\user`],
  ])('reads %s', (_what, text, value) => {
    expect(parsed(text)?.text).toBe(value);
  });

  test.each([
    '',
    ' ',
    'Database',
    'title',
    'title eq',
    'title eq Database',
    "title eq 'Database'",
    'title eq "Database',
    'title eq Database"',
    'title eq "a"b"',
    String.raw`title eq "a\"`,
    'title ne "Database"',
    'title sw "Data"',
    'tag co "prod"',
    'name eq "Production"',
    'title eq "a" and title eq "b"',
    'not (title eq "a")',
    'title\teq\t"a"',
    'constructor eq "a"',
    '__proto__ eq "a"',
  ])('that reads `%s` is refused with what is allowed', (text) => {
    expect(parseFilter(text, ITEM_FILTERS)).toEqual(
      err({ code: 'FILTER_MALFORMED', allowed: ['title eq "…"', 'title co "…"', 'tag eq "…"'] }),
    );
  });

  test('on vaults is by name, which clients also call title', () => {
    expect(parseFilter('name eq "Production"', VAULT_FILTERS).ok).toBe(true);
    expect(parseFilter('title eq "Production"', VAULT_FILTERS).ok).toBe(true);
    expect(parseFilter('title co "Prod"', VAULT_FILTERS).ok).toBe(false);
  });

  test('brings every text through when quotes and backslashes are escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit }), (value) => {
        expect(parsed(`title eq "${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`)?.text).toBe(value);
      }),
    );
  });

  test('is read or refused, never more, whatever it says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit })), (text) => {
        const filter = parseFilter(text, ITEM_FILTERS);
        expect(filter.ok || filter.error.code === 'FILTER_MALFORMED').toBe(true);
      }),
    );
  });

  test('is refused in no time where it could be read in many ways', () => {
    const text = `title eq "${'\\'.repeat(4_001)}`;
    expect(parseFilter(text, ITEM_FILTERS).ok).toBe(false);
  });
});
