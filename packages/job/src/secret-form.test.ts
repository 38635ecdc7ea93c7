import { describe, expect, test } from 'vitest';
import { secretForms } from './secret-form.ts';

const TOKEN = `${'h'.repeat(20)}.${'p'.repeat(21)}.${'s'.repeat(40)}`;

/** A text with each form taken out of it, as a log shows it. */
const masked = (text: string): string =>
  secretForms(TOKEN)
    .toSorted((one, other) => other.length - one.length)
    .reduce((shown, form) => shown.replaceAll(form, '***'), text);

describe('the forms of a token', () => {
  test('are itself first, then its long segments, then its encodings', () => {
    const forms = secretForms(TOKEN);
    expect(forms.slice(0, 3)).toEqual([TOKEN, 'p'.repeat(21), 's'.repeat(40)]);
    expect(forms).toEqual(
      expect.arrayContaining([
        Buffer.from(TOKEN).toString('base64'),
        Buffer.from(TOKEN).toString('base64url'),
        Buffer.from(TOKEN).toString('hex'),
        Buffer.from(`Bearer ${TOKEN}`).toString('base64'),
      ]),
    );
  });

  test.each(['', 'a', 'ab', 'abc', 'Authorization: Bearer '])(
    'cover it in base64 behind `%s`, but for the characters that it shares with what is around it',
    (before) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        const shown = masked(Buffer.from(`${before}${TOKEN}, and more`).toString(encoding));
        expect(shown).toContain('***');
        expect(shown.length).toBeLessThan(60);
      }
    },
  );

  test('include the percent-encoded one where it differs', () => {
    expect(secretForms('a+b/c=')).toContain('a%2Bb%2Fc%3D');
  });

  test('are each said once', () => {
    const forms = secretForms('a'.repeat(30));
    expect(new Set(forms).size).toBe(forms.length);
  });
});
