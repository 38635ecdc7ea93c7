import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withBareValues } from '../bare-options.ts';
import { allCommands } from '../commands/tree.ts';
import { parseAssignment } from './assignment.ts';
import { categoryNamed } from './category.ts';
import { readJsonValues } from './json-values.ts';
import { parseRecipe } from './recipe.ts';

test('values one behind the other are read as they were written, whatever stands between them', () => {
  const values = fc.array(
    fc.tuple(fc.oneof(fc.object(), fc.array(fc.jsonValue())), fc.constantFrom('', '\n', ' \r\n\t')),
  );
  fc.assert(
    fc.property(values, (list) => {
      const text = list.map(([value, space]) => `${JSON.stringify(value, null, 1)}${space}`).join('');
      const read = readJsonValues(text);
      expect(read.ok && read.value.map(({ value }) => value)).toEqual(
        list.map(([value]) => JSON.parse(JSON.stringify(value))),
      );
    }),
  );
});

test.each([
  ['{"a": 1}\n\n{"b"', 3],
  ['{}\n]', 2],
  ['nonsense', 1],
])('what is no JSON is told with its line: %j', (text, line) => {
  expect(readJsonValues(text)).toEqual({ ok: false, error: { line } });
});

test('any name of a section and a field can be written, and any value', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
  const escaped = (text: string): string => text.replaceAll(/[.=\\[]/g, '\\$&');
  fc.assert(
    fc.property(name, name, fc.string(), (section, field, value) => {
      fc.pre(value !== '-');
      const parsed = parseAssignment(`${escaped(section)}.${escaped(field)}=${value}`);
      expect(parsed).toMatchObject({ ok: true, value: { section, field } });
      if (!parsed.ok || parsed.value.change.kind !== 'set') throw new Error('it sets a value');
      expect(parsed.value.change.value.reveal()).toBe(value);
    }),
  );
});

test.each([
  ['', 32, ['LETTERS', 'DIGITS', 'SYMBOLS']],
  ['20', 20, ['LETTERS', 'DIGITS', 'SYMBOLS']],
  ['digits', 32, ['DIGITS']],
  ['Letters, digits,64', 64, ['LETTERS', 'DIGITS']],
])('the recipe `%s`', (text, length, characterSets) => {
  expect(parseRecipe(text)).toEqual({ ok: true, value: { length, characterSets, excludeCharacters: '' } });
});

test.each(['0', '65', 'words', 'digits,digits', '1,2', 'digits,'])('the recipe `%s` is refused', (text) => {
  expect(parseRecipe(text)).toMatchObject({ ok: false, error: { code: 'USAGE_INVALID' } });
});

test('case, space and hyphens of a category do not count', () => {
  for (const text of ['API_CREDENTIAL', 'api credential', 'ApiCredential', 'api-credential'])
    expect(categoryNamed(text)).toBe('API_CREDENTIAL');
  expect(categoryNamed('')).toBeUndefined();
});

test('an option that may stand alone takes no word behind it, and only where its command has it', () => {
  const words = (...line: readonly string[]) => withBareValues(line, allCommands);
  const edit = ['item', 'edit', 'x', '--favorite', '--generate-password', 'a=b'];
  expect(words(...edit)).toEqual(['item', 'edit', 'x', '--favorite=true', '--generate-password=', 'a=b']);
  expect(words('item', 'ls', '--favorite')).toEqual(['item', 'ls', '--favorite']);
  expect(words('item', 'edit', '--', '--favorite')).toEqual(['item', 'edit', '--', '--favorite']);
});
