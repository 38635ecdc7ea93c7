import { CHARACTER_SETS, FIELD_PURPOSES, FIELD_TYPES, ITEM_CATEGORIES } from '@connect-token/account';
import { CATEGORIES, FIELD_TYPE_WORDS, PURPOSE_WORDS, RECIPE_SETS } from '@connect-token/protocol/connect';
import { expect, test } from 'vitest';

test('the wire and the account have the same words: what one takes, the other can keep and write', () => {
  expect(CATEGORIES).toEqual(ITEM_CATEGORIES);
  expect(FIELD_TYPE_WORDS).toEqual(FIELD_TYPES);
  expect(PURPOSE_WORDS).toEqual(FIELD_PURPOSES);
  expect(RECIPE_SETS).toEqual(CHARACTER_SETS);
});
