import { randomInt } from 'node:crypto';
import { CHARACTER_SETS, isNonEmpty } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PasswordRecipe } from './item-draft.ts';
import { DEFAULT_RECIPE, makePassword, recipeProblems } from './password.ts';

const FORMS = { LETTERS: /[A-Za-z]/, DIGITS: /[0-9]/, SYMBOLS: /[^A-Za-z0-9]/ };

const recipes: fc.Arbitrary<PasswordRecipe> = fc.record({
  length: fc.integer({ min: 1, max: 64 }),
  characterSets: fc
    .subarray([...CHARACTER_SETS], { minLength: 1 })
    .map((sets) => (isNonEmpty(sets) ? sets : CHARACTER_SETS)),
  excludeCharacters: fc.string({ maxLength: 20 }),
});

test('a password has the length, a character of each set, and no other and no excluded one', () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      fc.pre(recipeProblems(recipe).length === 0);
      const text = makePassword(recipe, randomInt).reveal();
      expect(text).toHaveLength(recipe.length);
      for (const set of CHARACTER_SETS)
        expect(FORMS[set].test(text)).toBe(recipe.characterSets.includes(set));
      for (const character of recipe.excludeCharacters) expect(text).not.toContain(character);
    }),
  );
});

test('without a recipe it has 32 characters of all sets', () => {
  const text = makePassword(DEFAULT_RECIPE, randomInt).reveal();
  expect(text).toHaveLength(32);
  for (const set of CHARACTER_SETS) expect(text).toMatch(FORMS[set]);
});

test('each text that satisfies a recipe comes as often as any other', () => {
  const recipe: PasswordRecipe = {
    length: 2,
    characterSets: ['LETTERS', 'DIGITS'],
    excludeCharacters: 'BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz23456789',
  };
  // Every outcome of two picks out of `A01`, once: what is made by each is counted, so nothing is left to chance.
  const counts = new Map<string, number>();
  for (const picks of [0, 1, 2].flatMap((first) => [0, 1, 2].map((second) => [first, second]))) {
    const script = [...picks, 0, 1];
    const text = makePassword(recipe, () => script.shift() ?? 0).reveal();
    if (script.length === 2) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({ A0: 1, A1: 1, '0A': 1, '1A': 1 });
});

describe('an impossible recipe is told', () => {
  const usual: PasswordRecipe = { length: 32, characterSets: ['LETTERS'], excludeCharacters: '' };
  test.each<[string, Partial<PasswordRecipe>, string]>([
    ['no length', { length: 0 }, 'length'],
    ['more than 64', { length: 65 }, 'length'],
    ['half a character', { length: 1.5 }, 'length'],
    ['too short for its sets', { length: 2, characterSets: ['LETTERS', 'DIGITS', 'SYMBOLS'] }, 'length'],
    ['no digit left', { characterSets: ['DIGITS'], excludeCharacters: '9876543210' }, 'excludeCharacters'],
    ['endless exclusions', { excludeCharacters: 'x'.repeat(257) }, 'excludeCharacters'],
  ])('%s', (_, over, part) => {
    expect(recipeProblems({ ...usual, ...over })).toEqual([{ part, problem: expect.any(String) }]);
  });

  test.each<[string, Partial<PasswordRecipe>]>([
    ['one character', { length: 1 }],
    ['64', { length: 64 }],
    ['one of each set', { length: 3, characterSets: ['LETTERS', 'DIGITS', 'SYMBOLS'] }],
    ['a set that is named twice', { length: 1, characterSets: ['DIGITS', 'DIGITS'] }],
    ['one digit left', { characterSets: ['DIGITS'], excludeCharacters: '987654321' }],
  ])('and a possible one is not: %s', (_, over) => {
    expect(recipeProblems({ ...usual, ...over })).toEqual([]);
  });
});
