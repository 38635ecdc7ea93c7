import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMasker, MASK } from './mask.ts';

const mask = (secrets: readonly string[], ...chunks: readonly string[]): readonly string[] => {
  const masker = createMasker(secrets);
  const shown = chunks.map((chunk) => masker.push(Buffer.from(chunk)).toString());
  return [...shown, masker.end().toString()];
};

describe('masked output', () => {
  test('a secret is concealed also where it comes in two pieces', () => {
    expect(mask(['hunter2'], 'my hun', 'ter2!')).toEqual(['my ', `${MASK}!`, '']);
  });

  test('what only begins like a secret is shown in the end', () => {
    expect(mask(['hunter2'], 'hunt', 'ing, hunte')).toEqual(['', 'hunting, ', 'hunte']);
  });

  test('a question is shown before it is answered', () => {
    expect(mask(['hunter2'], 'Password? ')).toEqual(['Password? ', '']);
  });

  test('of secrets that begin alike the longest is concealed', () => {
    expect(mask(['abc', 'abcdef'], 'abcdef abcd', 'x')).toEqual([`${MASK} `, `${MASK}dx`, '']);
  });

  test('an empty secret conceals nothing', () => {
    expect(mask([''], 'text').join('')).toBe('text');
  });

  test('a letter of several bytes is concealed across its seam, and shown whole', () => {
    const masker = createMasker(['pässwörd']);
    const bytes = Buffer.from('ü pässwörd ü');
    const shown = [...bytes].map((byte) => masker.push(Buffer.from([byte])));
    expect(Buffer.concat([...shown, masker.end()]).toString()).toBe(`ü ${MASK} ü`);
  });

  test('however the output is cut: what is shown is the same, and no secret is in it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), fc.array(text, { maxLength: 6 }), (secrets, chunks) => {
        const whole = mask(secrets, chunks.join('')).join('');
        expect(mask(secrets, ...chunks).join('')).toBe(whole);
        for (const piece of whole.split(MASK))
          for (const secret of secrets) if (secret !== '') expect(piece).not.toContain(secret);
      }),
      { numRuns: 1_000 },
    );
  });
});
