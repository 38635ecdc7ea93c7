import * as z from 'zod';

/** One of these words. All of them are told: the general message stops after twenty, and says of a missing one only that. */
export function oneOf<const W extends readonly string[]>(words: W) {
  const needed = `one of ${words.map((word) => `\`${word}\``).join(', ')} is needed`;
  return z.enum(words, {
    error: ({ input }) => (input === undefined ? `is missing: ${needed}` : needed),
  });
}
