import { secret } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drafts } from '../testing/item-arbitraries.ts';
import type { FieldDraft, ItemDraft, PatchOperation } from './item-draft.ts';
import { patchItemDraft } from './item-patch.ts';
import { DEFAULT_RECIPE } from './password.ts';

const FIELD: FieldDraft = {
  id: 'port',
  label: 'Port',
  type: 'STRING',
  purpose: null,
  sectionId: 'net',
  value: secret('5432'),
  recipe: null,
};

const DRAFT: ItemDraft = {
  title: 'Database',
  category: 'DATABASE',
  tags: ['a', 'b'],
  urls: [{ href: 'https://one.example', label: null, primary: true }],
  favorite: true,
  sections: [{ id: 'net', label: 'Network' }],
  fields: [FIELD, { ...FIELD, id: 'a/b~c', label: 'Odd' }],
};

const patch = (...operations: readonly PatchOperation[]) => patchItemDraft(DRAFT, operations);
const op = (kind: PatchOperation['op'], path: string, value?: unknown): PatchOperation => ({
  op: kind,
  path,
  value,
});

function patched(...operations: readonly PatchOperation[]): ItemDraft {
  const done = patch(...operations);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
}

const shown = ({ fields, ...draft }: ItemDraft) => ({
  ...draft,
  fields: fields.map(({ value, ...field }) => ({ ...field, value: value?.reveal() ?? null })),
});

const changed = (over: Partial<ItemDraft>) => shown({ ...DRAFT, ...over });

describe('a patch changes what its path names', () => {
  const url = { href: 'https://two.example', label: 'two', primary: false };
  const [one, odd] = DRAFT.fields as readonly [FieldDraft, FieldDraft];
  test.each<[PatchOperation, Partial<ItemDraft>]>([
    [op('replace', '/title', 'New'), { title: 'New' }],
    [op('replace', '/title/', 'New'), { title: 'New' }],
    [op('add', '/favorite', false), { favorite: false }],
    [op('remove', '/favorite'), { favorite: false }],
    [op('add', '/tags', 'c'), { tags: ['a', 'b', 'c'] }],
    [op('add', '/tags', ['c', 'd']), { tags: ['a', 'b', 'c', 'd'] }],
    [op('replace', '/tags', ['c']), { tags: ['c'] }],
    [op('remove', '/tags'), { tags: [] }],
    [op('add', '/tags/1', 'c'), { tags: ['a', 'c', 'b'] }],
    [op('add', '/tags/-', 'c'), { tags: ['a', 'b', 'c'] }],
    [op('replace', '/tags/1', 'c'), { tags: ['a', 'c'] }],
    [op('remove', '/tags/1'), { tags: ['a'] }],
    [op('add', '/urls', url), { urls: [...DRAFT.urls, url] }],
    [op('replace', '/urls/0', url), { urls: [url] }],
    [
      op('replace', '/urls/0/href', 'https://x.example'),
      { urls: [{ href: 'https://x.example', label: null, primary: true }] },
    ],
    [
      op('add', '/sections', { id: 'x', label: 'X' }),
      { sections: [...DRAFT.sections, { id: 'x', label: 'X' }] },
    ],
    [op('replace', '/sections/net/label', 'Net'), { sections: [{ id: 'net', label: 'Net' }] }],
    [op('remove', '/sections/net'), { sections: [] }],
    [op('replace', '/fields/port/value', '1'), { fields: [{ ...one, value: secret('1') }, odd] }],
    [op('remove', '/fields/port/value'), { fields: [{ ...one, value: null }, odd] }],
    [op('replace', '/fields/port/label', 'L'), { fields: [{ ...one, label: 'L' }, odd] }],
    [op('replace', '/fields/port/type', 'EMAIL'), { fields: [{ ...one, type: 'EMAIL' }, odd] }],
    [op('add', '/fields/port/purpose', 'NOTES'), { fields: [{ ...one, purpose: 'NOTES' }, odd] }],
    [op('remove', '/fields/port/section'), { fields: [{ ...one, sectionId: null }, odd] }],
    [op('add', '/fields/port/generate', true), { fields: [{ ...one, recipe: DEFAULT_RECIPE }, odd] }],
    [op('replace', '/fields/a~1b~0c/value', '1'), { fields: [one, { ...odd, value: secret('1') }] }],
    [op('remove', '/fields/port'), { fields: [odd] }],
  ])('%j', (operation, over) => {
    expect(shown(patched(operation))).toEqual(changed(over));
  });

  test('a field is added at the end, or under the id of the path, and one that is there is replaced under it', () => {
    const body = { label: 'New', value: 'v' };
    const added: FieldDraft = {
      ...FIELD,
      id: null,
      label: 'New',
      sectionId: null,
      value: secret('v'),
    };
    expect(shown(patched(op('add', '/fields', body)))).toEqual(changed({ fields: [...DRAFT.fields, added] }));
    expect(shown(patched(op('add', '/fields/new', body)))).toEqual(
      changed({ fields: [...DRAFT.fields, { ...added, id: 'new' }] }),
    );
    for (const kind of ['add', 'replace'] as const)
      expect(shown(patched(op(kind, '/fields/port', body))).fields[0]).toEqual(
        shown({ ...DRAFT, fields: [{ ...added, id: 'port' }] }).fields[0],
      );
  });

  test('a later operation sees what the ones before it have made, also by the id of a purpose', () => {
    const { fields } = patched(
      op('add', '/fields', { purpose: 'PASSWORD', value: 'first' }),
      op('replace', '/fields/password/value', 'second'),
    );
    expect(fields.at(-1)).toMatchObject({ purpose: 'PASSWORD', type: 'CONCEALED' });
    expect(fields.at(-1)?.value?.reveal()).toBe('second');
  });
});

describe('what can not be done is told with its place, and nothing is changed', () => {
  test.each<[PatchOperation, string]>([
    [op('replace', 'title', 'x'), '[0].path'],
    [op('replace', '/nothing', 'x'), '[0].path'],
    [op('replace', '/version', 7), '[0].path'],
    [op('replace', '/title/x', 'x'), '[0].path'],
    [op('remove', '/title'), '[0].path'],
    [op('remove', '/'), '[0].path'],
    [op('replace', '/title'), '[0].value'],
    [op('replace', '/title', 7), '[0].value'],
    [op('replace', '/tags', ['a', 7]), '[0].value[1]'],
    [op('replace', '/tags/2', 'x'), '[0].path'],
    [op('add', '/tags/3', 'x'), '[0].path'],
    [op('add', '/tags/01', 'x'), '[0].path'],
    [op('replace', '/tags/-', 'x'), '[0].path'],
    [op('replace', '/fields/none', {}), '[0].path'],
    [op('remove', '/fields/none'), '[0].path'],
    [op('replace', '/fields/none/value', 'x'), '[0].path'],
    [op('replace', '/fields/port/nothing', 'x'), '[0].path'],
    [op('replace', '/fields/port/id', 'x'), '[0].path'],
    [op('replace', '/fields/port', { id: 'other' }), '[0].value'],
    [op('replace', '/fields/port/value', { secret: 1 }), '[0].value'],
    [op('replace', '/', { title: 'x' }), '[0].value.category'],
    [op('replace', '/fields/__proto__/value', 'x'), '[0].path'],
    [op('replace', '/urls/9/href', 'x'), '[0].path'],
  ])('%j', (operation, path) => {
    const done = patch(operation);
    expect(done.ok ? [] : done.error.map((problem) => problem.path)).toEqual([path]);
  });
});

test('a patch that replaces the whole, and one that replaces each part, is the same as sending the item', () => {
  fc.assert(
    fc.property(drafts(), drafts(), (before, wanted) => {
      const body = JSON.parse(JSON.stringify(bodyOf(wanted))) as unknown;
      const whole = patchItemDraft(before, [op('replace', '/', body)]);
      const parts = patchItemDraft(
        before,
        Object.entries(body as object).map(([key, value]) => op('replace', `/${key}`, value)),
      );
      expect(whole.ok && shown(whole.value)).toEqual(shown(wanted));
      expect(parts.ok && shown(parts.value)).toEqual(shown(wanted));
    }),
  );
});

test('a patch of one field by its id is the same as sending the item with that field changed', () => {
  fc.assert(
    fc.property(drafts(), fc.nat(), fc.string({ maxLength: 9 }), (draft, at, text) => {
      fc.pre(draft.fields.length > 0 && !/\p{Surrogate}/u.test(text));
      const index = at % draft.fields.length;
      const field = draft.fields[index];
      const id =
        field?.id ??
        { USERNAME: 'username', PASSWORD: 'password', NOTES: 'notesPlain' }[field?.purpose ?? 'NOTES'];
      const path = `/fields/${id.replaceAll('~', '~0').replaceAll('/', '~1')}/value`;
      const done = patchItemDraft(draft, [op('replace', path, text)]);
      const wanted = draft.fields.with(index, { ...(field ?? FIELD), value: secret(text) });
      expect(done.ok && shown(done.value)).toEqual(shown({ ...draft, fields: wanted }));
    }),
  );
});

/** As a client sends it. */
const bodyOf = ({ fields, ...draft }: ItemDraft) => ({
  ...draft,
  fields: fields.map(({ sectionId, value, recipe: _, ...field }) => ({
    ...field,
    section: sectionId === null ? null : { id: sectionId },
    value: value?.reveal() ?? null,
  })),
});
