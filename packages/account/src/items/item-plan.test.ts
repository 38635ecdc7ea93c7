import { ITEM_CATEGORIES, secret } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creatable, drafts } from '../testing/item-arbitraries.ts';
import type { FieldDraft, ItemDraft } from './item-draft.ts';
import { NAME_MAX, PARTS_MAX, URL_MAX, VALUE_MAX } from './item-limits.ts';
import { planItem } from './item-plan.ts';

const FIELD: FieldDraft = {
  id: null,
  label: null,
  type: 'STRING',
  purpose: null,
  sectionId: null,
  value: null,
  recipe: null,
};

const DRAFT: ItemDraft = {
  title: 'Database',
  category: 'DATABASE',
  tags: [],
  urls: [],
  favorite: false,
  sections: [],
  fields: [],
};

function makers() {
  let made = 0;
  return {
    newId: () => {
      made += 1;
      return `made${made}`;
    },
    password: ({ length }: { readonly length: number }) => secret('p'.repeat(length)),
  };
}

const plan = (over: Partial<ItemDraft>, before: ItemDraft['category'] | null = null) =>
  planItem({ ...DRAFT, ...over }, before, makers());

function problems(over: Partial<ItemDraft>, before: ItemDraft['category'] | null = null) {
  const planned = plan(over, before);
  return planned.ok ? [] : planned.error.map(({ path }) => path);
}

describe('what an item becomes', () => {
  test('ids and labels that nobody gave are those of the purpose, or made', () => {
    const planned = plan({
      sections: [{ id: null, label: 'More' }],
      fields: [{ ...FIELD, purpose: 'NOTES' }, FIELD, { ...FIELD, id: 'mine', label: 'Mine' }],
    });
    expect(planned.ok && planned.value.sections).toEqual([{ id: 'made1', label: 'More' }]);
    expect(planned.ok && planned.value.fields.map(({ id, label }) => [id, label])).toEqual([
      ['notesPlain', 'notesPlain'],
      ['made2', ''],
      ['mine', 'Mine'],
    ]);
  });

  test('nothing given is an empty value, and a recipe makes one whatever was given', () => {
    const recipe = { length: 7, characterSets: ['DIGITS'], excludeCharacters: '' } as const;
    const planned = plan({ fields: [FIELD, { ...FIELD, value: secret('given'), recipe }] });
    expect(planned.ok && planned.value.fields.map(({ value }) => value.reveal())).toEqual(['', 'ppppppp']);
  });

  test('whatever is sound is taken, and what was given stays as it was', () => {
    fc.assert(
      fc.property(drafts(), (draft) => {
        const planned = planItem(draft, null, makers());
        expect(planned.ok).toBe(true);
        if (!planned.ok) return;
        const { title, category, tags, urls, favorite, sections } = draft;
        expect(planned.value).toMatchObject({ title, category, tags, urls, favorite, sections });
        expect(planned.value.fields.map(({ value }) => value.reveal())).toEqual(
          draft.fields.map(({ value }) => value?.reveal() ?? ''),
        );
      }),
    );
  });
});

describe('a category', () => {
  test.each(ITEM_CATEGORIES)('%s can be created, but for CUSTOM and DOCUMENT', (category) => {
    const creatable = category !== 'CUSTOM' && category !== 'DOCUMENT';
    expect(problems({ category })).toEqual(creatable ? [] : ['category']);
    expect(problems({ category }, category)).toEqual([]);
  });

  test('does not change', () => {
    fc.assert(
      fc.property(creatable, creatable, (category, before) => {
        expect(problems({ category }, before)).toEqual(category === before ? [] : ['category']);
      }),
    );
  });
});

describe('what is wrong is told with its place, all at once', () => {
  const field = (over: Partial<FieldDraft>): FieldDraft => ({ ...FIELD, ...over });
  test.each<[string, Partial<ItemDraft>, readonly string[]]>([
    ['no title', { title: '' }, ['title']],
    ['a title that steers a terminal', { title: 'a\u001b[2J' }, ['title']],
    ['an endless title', { title: 'x'.repeat(NAME_MAX + 1) }, ['title']],
    ['an empty tag', { tags: ['a', ''] }, ['tags[1]']],
    ['a URL without an address', { urls: [{ href: '', label: null, primary: false }] }, ['urls[0].href']],
    [
      'an endless URL',
      { urls: [{ href: 'x'.repeat(URL_MAX + 1), label: null, primary: false }] },
      ['urls[0].href'],
    ],
    [
      'two primary URLs',
      { urls: ['a', 'b'].map((href) => ({ href, label: null, primary: true })) },
      ['urls[1].primary'],
    ],
    [
      'one id for two sections',
      { sections: ['a', 'a'].map((id) => ({ id, label: '' })) },
      ['sections[1].id'],
    ],
    ['one id for two fields', { fields: [field({ id: 'a' }), field({ id: 'a' })] }, ['fields[1].id']],
    [
      'the id of a purpose that another field has',
      { fields: [field({ purpose: 'USERNAME' }), field({ id: 'username' })] },
      ['fields[1].id'],
    ],
    [
      'a purpose twice',
      { fields: [field({ purpose: 'NOTES' }), field({ purpose: 'NOTES' })] },
      ['fields[1].purpose'],
    ],
    ['a section that is not there', { fields: [field({ sectionId: 'none' })] }, ['fields[0].section']],
    [
      'an endless value',
      { fields: [field({ value: secret('x'.repeat(VALUE_MAX + 1)) })] },
      ['fields[0].value'],
    ],
    ['half a surrogate pair', { fields: [field({ value: secret('\ud800') })] }, ['fields[0].value']],
    [
      'an impossible recipe',
      { fields: [field({ recipe: { length: 0, characterSets: ['DIGITS'], excludeCharacters: '' } })] },
      ['fields[0].recipe.length'],
    ],
    [
      'values that are too large together',
      { fields: Array.from({ length: 17 }, () => field({ value: secret('x'.repeat(VALUE_MAX)) })) },
      ['fields'],
    ],
    ['too many parts', { tags: Array<string>(PARTS_MAX + 1).fill('x') }, ['tags']],
    [
      'several mistakes',
      { title: '', category: 'CUSTOM', fields: [field({ sectionId: 'none' })] },
      ['title', 'category', 'fields[0].section'],
    ],
  ])('%s', (_, over, paths) => {
    expect(problems(over)).toEqual(paths);
  });

  test('at its limits everything passes', () => {
    expect(
      problems({
        title: 'x'.repeat(NAME_MAX),
        tags: Array<string>(PARTS_MAX).fill('x'),
        urls: [{ href: 'x'.repeat(URL_MAX), label: null, primary: true }],
        fields: Array.from({ length: 16 }, () => field({ value: secret('x'.repeat(VALUE_MAX)) })),
      }),
    ).toEqual([]);
  });

  test('no value of a field is repeated', () => {
    const text = `needle\ud800${'x'.repeat(VALUE_MAX)}`;
    expect(
      JSON.stringify(plan({ fields: [field({ value: secret(text), sectionId: 'none' })] })),
    ).not.toContain('needle');
  });
});
