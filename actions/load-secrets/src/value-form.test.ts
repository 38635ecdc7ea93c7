import { describe, expect, test } from 'vitest';
import { valueForms } from './value-form.ts';

describe('the forms of a secret', () => {
  test('are itself, its lines, and what tools make of it', () => {
    expect(valueForms('a "b"\r\n  c/d\n\n')).toEqual([
      'a "b"\r\n  c/d\n\n',
      'a "b"',
      'c/d',
      Buffer.from('a "b"\r\n  c/d\n\n').toString('base64'),
      Buffer.from('a "b"\r\n  c/d\n\n\n').toString('base64'),
      Buffer.from('a "b"\r\n  c/d\n\n').toString('base64url'),
      Buffer.from('a "b"\r\n  c/d\n\n').toString('hex'),
      'a%20%22b%22%0D%0A%20%20c%2Fd%0A%0A',
      'a \\"b\\"\\r\\n  c/d\\n\\n',
    ]);
  });

  test.each(['', ' ', '\n', ' \n\t'])('of nothing but space hold no form of space: %j', (value) => {
    for (const form of valueForms(value)) expect(form.trim()).not.toBe('');
    expect(valueForms('')).toEqual([]);
  });

  test.each(['a', '"', '\\', 'ü', '\u{1F511}', 'a\na', '%41', '::', '\r', ' a '])(
    'are each said once, and never nothing: %j',
    (value) => {
      const forms = valueForms(value);
      expect(new Set(forms).size).toBe(forms.length);
      expect(forms).toEqual(forms.filter((form) => form.trim() !== ''));
    },
  );
});
