import { describe, expect, test } from 'vitest';
import { secretForms } from './secret-form.ts';

const TOKEN = `${'h'.repeat(20)}.${'p'.repeat(21)}.${'s'.repeat(40)}`;

describe('the forms of a token', () => {
  test('are itself first, then its long segments, then its encodings', () => {
    expect(secretForms(TOKEN)).toEqual([
      TOKEN,
      'p'.repeat(21),
      's'.repeat(40),
      Buffer.from(TOKEN).toString('base64'),
      Buffer.from(TOKEN).toString('base64url'),
      Buffer.from(TOKEN).toString('hex'),
      Buffer.from(`Bearer ${TOKEN}`).toString('base64'),
    ]);
  });

  test('include the percent-encoded one where it differs', () => {
    expect(secretForms('a+b/c=')).toContain('a%2Bb%2Fc%3D');
  });

  test('are each said once', () => {
    const forms = secretForms('a'.repeat(30));
    expect(new Set(forms).size).toBe(forms.length);
  });
});
