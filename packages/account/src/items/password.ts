import { type Secret, secret } from '@connect-token/core';
import type { PasswordRecipe } from './item-draft.ts';

/** A number from 0 to one below, each as likely as any other. */
export type PickBelow = (below: number) => number;

/** What a field gets whose password is asked for without a recipe. Source: 1password.dev, Connect API, generator recipes. */
export const DEFAULT_RECIPE: PasswordRecipe = {
  length: 32,
  characterSets: ['LETTERS', 'DIGITS', 'SYMBOLS'],
  excludeCharacters: '',
};

const LENGTH_MAX = 64;

/** More than all characters of all sets. */
const EXCLUDED_MAX = 256;

type CharacterSet = PasswordRecipe['characterSets'][number];

/** Of the symbols those that no shell, URL or quoting trips over more than over others. */
const CHARACTERS: Readonly<Record<CharacterSet, string>> = {
  LETTERS: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  DIGITS: '0123456789',
  SYMBOLS: '!@#$%^&*()-_=+[]{}:;,.?/~',
};

/** Why nothing can be made by a recipe, with the part of it; none where something can. */
export function recipeProblems(
  recipe: PasswordRecipe,
): readonly { readonly part: keyof PasswordRecipe; readonly problem: string }[] {
  const { length, excludeCharacters } = recipe;
  if (excludeCharacters.length > EXCLUDED_MAX)
    return [{ part: 'excludeCharacters', problem: `at most ${EXCLUDED_MAX} characters are allowed` }];
  if (!Number.isInteger(length) || length < 1 || length > LENGTH_MAX)
    return [{ part: 'length', problem: `a whole number from 1 to ${LENGTH_MAX} is needed` }];
  const sets = setsOf(recipe);
  if (sets.some((characters) => characters === ''))
    return [
      { part: 'excludeCharacters', problem: 'leaves a character set without any character to choose from' },
    ];
  return sets.length > length
    ? [{ part: 'length', problem: `is too short to hold a character of each of the ${sets.length} sets` }]
    : [];
}

/** Far above the tries that the rarest recipe needs: a set of one character beside 77 others, at the shortest length. */
const TRIES_MAX = 1_000_000;

/**
 * A password with a character of each set at least. INVARIANT: each text that satisfies the recipe is as likely as any other, which is
 * why one that lacks a set is dropped whole, and not mended. The recipe has no problems.
 */
export function makePassword(recipe: PasswordRecipe, pickBelow: PickBelow): Secret<string> {
  const sets = setsOf(recipe);
  const alphabet = sets.join('');
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const text = Array.from({ length: recipe.length }, () =>
      alphabet.charAt(pickBelow(alphabet.length)),
    ).join('');
    if (sets.every((characters) => [...characters].some((character) => text.includes(character))))
      return secret(text);
  }
  throw new Error('invariant: random characters that never satisfy a recipe');
}

const setsOf = ({ characterSets, excludeCharacters }: PasswordRecipe): readonly string[] =>
  [...new Set(characterSets)].map((set) =>
    [...CHARACTERS[set]].filter((character) => !excludeCharacters.includes(character)).join(''),
  );
