import { secret } from '@connect-token/core';
import { expect, test } from 'vitest';
import { assign, noInput, withGenerated } from './assign.ts';
import { parseAssignment } from './assignment.ts';
import { templateFields } from './template.ts';

const LOGIN = { sections: [{ id: 's1', label: 'More' }], fields: templateFields('LOGIN') };

function after(draft: typeof LOGIN, ...texts: readonly string[]) {
  const assignments = texts.map((text) => {
    const parsed = parseAssignment(text);
    if (!parsed.ok) throw new Error(parsed.error.problem);
    return parsed.value;
  });
  return assign(draft, assignments, secret('from stdin'));
}

function fieldsAfter(...texts: readonly string[]) {
  const changed = after(LOGIN, ...texts);
  if (!changed.ok) throw new Error(changed.error.problem);
  return changed.value.fields.map(
    ({ label, type, sectionId, value }) => `${sectionId}/${label} ${type} ${value?.reveal() ?? '-'}`,
  );
}

const [USERNAME, PASSWORD, NOTES] = [
  'null/username STRING -',
  'null/password CONCEALED -',
  'null/notesPlain STRING -',
];

test('a built-in field is found by its id or label, in any case', () => {
  expect(fieldsAfter('USERNAME=ada', 'notesplain=hi')).toEqual([
    'null/username STRING ada',
    PASSWORD,
    'null/notesPlain STRING hi',
  ]);
});

test('what is not there is added, hidden unless its type is said, in a section that may be new', () => {
  expect(fieldsAfter('pin=1', 'more.host[text]=h', 'New.a[url]=u', 'new.b[text]=v')).toEqual([
    USERNAME,
    PASSWORD,
    NOTES,
    'null/pin CONCEALED 1',
    's1/host STRING h',
    'New/a URL u',
    'New/b STRING v',
  ]);
});

test('a statement without a type keeps the type, one with a type changes it', () => {
  expect(fieldsAfter('username=a', 'username[email]=b', 'username=c')[0]).toBe('null/username EMAIL c');
});

test('a field is deleted, and `-` reads standard input', () => {
  expect(fieldsAfter('username[delete]', 'password=-')).toEqual([
    'null/password CONCEALED from stdin',
    NOTES,
  ]);
});

test('two of one name are never chosen from, but by their section', () => {
  const twins = after(LOGIN, 'a.x=1', 'b.x=2');
  if (!twins.ok) throw new Error('refused');
  expect(after(twins.value, 'x=3')).toMatchObject({ ok: false, error: { code: 'USAGE_INVALID' } });
  const changed = after(twins.value, 'B.x=3');
  expect(changed.ok && changed.value.fields.at(-1)?.value?.reveal()).toBe('3');
});

test('a field that is not there can not be deleted', () => {
  expect(after(LOGIN, 'nope[delete]')).toMatchObject({ ok: false, error: { code: 'USAGE_INVALID' } });
});

test('a generated password goes to the field of that purpose, or to a new one', () => {
  const recipe = { length: 20, characterSets: ['DIGITS'], excludeCharacters: '' } as const;
  expect(withGenerated(LOGIN, recipe).fields[1]).toMatchObject({ id: 'password', recipe });
  const bare = withGenerated({ sections: [], fields: [] }, recipe);
  expect(bare.fields).toMatchObject([{ purpose: 'PASSWORD', recipe }]);
  expect(assign(bare, [], noInput)).toEqual({ ok: true, value: bare });
});
