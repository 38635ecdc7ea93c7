import type { ItemDraft, PatchOperation } from '@connect-token/account';
import { secret } from '@connect-token/core';
import fc from 'fast-check';
import { ONE, TWO } from './house.ts';

/** One call. Items are named by the order in which they were made. */
export type Step =
  | { readonly kind: 'create'; readonly vaultId: string; readonly draft: ItemDraft }
  | { readonly kind: 'replace'; readonly item: number; readonly draft: ItemDraft }
  | { readonly kind: 'patch'; readonly item: number; readonly operations: readonly PatchOperation[] }
  | { readonly kind: 'delete'; readonly item: number };

const vaultId = fc.constantFrom(ONE, TWO);
const item = fc.nat(4);
const word = fc.constantFrom('alpha', 'Beta', 'gamma', 'ß', '🔑', "o'clock", '50%');

const draft: fc.Arbitrary<ItemDraft> = fc.record({
  title: word,
  category: fc.constantFrom('LOGIN', 'DATABASE', 'SECURE_NOTE'),
  tags: fc.array(word, { maxLength: 2 }),
  urls: fc.array(fc.record({ href: fc.webUrl(), label: fc.option(word), primary: fc.constant(false) }), {
    maxLength: 2,
  }),
  favorite: fc.boolean(),
  sections: fc.constant([{ id: 'more', label: 'More' }]),
  fields: fc.uniqueArray(fc.constantFrom('a', 'b', 'c/d'), { maxLength: 3 }).chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          label: word,
          type: fc.constantFrom('STRING', 'CONCEALED'),
          purpose: fc.constant(null),
          sectionId: fc.constantFrom(null, 'more'),
          value: fc.string({ maxLength: 9, unit: 'grapheme' }).map(secret),
          recipe: fc.constant(null),
        }),
      ),
    ),
  ),
});

const operation: fc.Arbitrary<PatchOperation> = fc.oneof(
  fc.record({
    op: fc.constant('replace'),
    path: fc.constant('/title'),
    value: fc.oneof(word, fc.constant('')),
  }),
  fc.record({ op: fc.constant('add'), path: fc.constant('/tags'), value: word }),
  fc.record({ op: fc.constant('replace'), path: fc.constant('/fields/a/value'), value: word }),
  fc.record({ op: fc.constant('remove'), path: fc.constant('/fields/c~1d'), value: fc.constant(undefined) }),
  fc.record({ op: fc.constant('replace'), path: fc.constant('/favorite'), value: fc.boolean() }),
) as fc.Arbitrary<PatchOperation>;

export const histories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('create'), vaultId, draft }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('replace'), item, draft }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('patch'),
        item,
        operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), item }) },
  ),
  { minLength: 4, maxLength: 16 },
);
