import { FIELD_PURPOSES, FIELD_TYPES, ITEM_CATEGORIES, type ItemCategory, secret } from '@connect-token/core';
import fc from 'fast-check';
import type { FieldDraft, ItemDraft } from '../items/item-draft.ts';

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\p{C}\p{Z}]/u.test(text));

/** Any text that UTF-8 can hold, line breaks and control characters included. */
const value = fc.string({ maxLength: 40, unit: 'grapheme' });

export const creatable: fc.Arbitrary<ItemCategory> = fc
  .constantFrom(...ITEM_CATEGORIES)
  .filter((category) => category !== 'CUSTOM' && category !== 'DOCUMENT');

const sections = fc.uniqueArray(fc.record({ id: name, label: fc.oneof(name, fc.constant('')) }), {
  maxLength: 4,
  selector: ({ id }) => id,
});

const fieldsIn = (sectionIds: readonly string[]): fc.Arbitrary<readonly FieldDraft[]> =>
  fc
    .uniqueArray(
      fc.record({
        id: fc.oneof(name, fc.constant('otp/a~1')),
        label: fc.option(name),
        type: fc.constantFrom(...FIELD_TYPES),
        sectionId: fc.option(fc.constantFrom('', ...sectionIds)).map((id) => id || null),
        value: fc.option(value.map(secret)),
      }),
      { maxLength: 5, selector: ({ id }) => id },
    )
    .chain((plain) =>
      fc.subarray([...FIELD_PURPOSES]).map((purposes) => [
        ...purposes.map(
          (purpose): FieldDraft => ({
            id: null,
            label: null,
            type: purpose === 'PASSWORD' ? 'CONCEALED' : 'STRING',
            purpose,
            sectionId: null,
            value: secret(`of ${purpose}`),
            recipe: null,
          }),
        ),
        ...plain
          .filter(({ id }) => !['username', 'password', 'notesPlain'].includes(id))
          .map((field): FieldDraft => ({ ...field, purpose: null, recipe: null })),
      ]),
    );

/** Drafts of items that there can be. */
export const drafts = (category: fc.Arbitrary<ItemCategory> = creatable): fc.Arbitrary<ItemDraft> =>
  sections.chain((given) =>
    fc.record({
      title: name,
      category,
      tags: fc.array(name, { maxLength: 4 }),
      urls: fc
        .array(fc.record({ href: fc.webUrl(), label: fc.option(name) }), { maxLength: 3 })
        .map((urls) => urls.map((url, index) => ({ ...url, primary: index === 0 }))),
      favorite: fc.boolean(),
      sections: fc.constant(given),
      fields: fieldsIn(given.map(({ id }) => id)),
    }),
  );
