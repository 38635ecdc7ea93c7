import type { PasswordRecipe } from '@connect-token/account/items';
import { err, type FailureOf, isNonEmpty, ok, quote, type Result } from '@connect-token/core';

const SETS = { letters: 'LETTERS', digits: 'DIGITS', symbols: 'SYMBOLS' } as const;

const LENGTH_MAX = 64;

/** What `op` makes without a word about it. Source: 1password.dev, `op item create`, `--generate-password`. */
const USUAL: PasswordRecipe = {
  length: 32,
  characterSets: ['LETTERS', 'DIGITS', 'SYMBOLS'],
  excludeCharacters: '',
};

/** `letters,digits,symbols,32`, in any order; nothing is the usual recipe. Fails with `USAGE_INVALID`. */
export function parseRecipe(text: string): Result<PasswordRecipe, FailureOf<'USAGE_INVALID'>> {
  if (text === '') return ok(USUAL);
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const numbers = words.filter((word) => /^\d+$/.test(word));
  const sets = words.filter((word) => !numbers.includes(word));
  const length = numbers[0] === undefined ? USUAL.length : Number(numbers[0]);
  const known = sets.map((word) => (Object.hasOwn(SETS, word) ? SETS[word as keyof typeof SETS] : undefined));
  const characterSets = known.filter((set) => set !== undefined);
  const sound =
    numbers.length < 2 &&
    length >= 1 &&
    length <= LENGTH_MAX &&
    characterSets.length === sets.length &&
    new Set(sets).size === sets.length;
  if (!sound) {
    const problem = `the recipe ${quote(text)} is none of \`letters\`, \`digits\`, \`symbols\` and a length from 1 to ${LENGTH_MAX}, with commas between them`;
    return err({ code: 'USAGE_INVALID', problem, instead: '--generate-password=letters,digits,32' });
  }
  return ok({
    length,
    characterSets: isNonEmpty(characterSets) ? characterSets : USUAL.characterSets,
    excludeCharacters: '',
  });
}
