import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../test/law.ts';
import { isSteering, plain, quote, quoteList } from './quote.ts';

describe('quoting', () => {
  test('puts the user’s text in backticks, and takes its own', () => {
    expect(quote('Production')).toBe('`Production`');
    expect(quote('a`b``c')).toBe("`a'b''c`");
    expect(quote('')).toBe('``');
  });

  test.each([
    '\n',
    '\r',
    '\u{1B}',
    '\u{0}',
    '\u{85}',
    '\u{202E}',
    '\u{200B}',
    '\u{2028}',
    '\u{2029}',
    '\u{FEFF}',
    '\u{D83D}',
  ])('shows %j as a replacement character', (character) => {
    expect(isSteering(`a${character}b`)).toBe(true);
    expect(quote(`a${character}b`)).toBe('`a\u{FFFD}b`');
  });

  test('leaves names of every script and emoji alone', () => {
    for (const name of ['Größe', '金庫', '👩‍💻 Team', 'می‌خواهم', '🏴‍☠️']) {
      expect(isSteering(name)).toBe(false);
      expect(quote(name)).toBe(`\`${name}\``);
    }
  });

  test('120 characters are shown, 121 are cut', () => {
    expect(quote('v'.repeat(120))).toBe(`\`${'v'.repeat(120)}\``);
    expect(quote('v'.repeat(121))).toBe(`\`${'v'.repeat(120)}…\``);
  });

  test('does not leave half of a pair where it cuts', () => {
    expect(quote(`${'v'.repeat(119)}😀😀`)).toBe(`\`${'v'.repeat(119)}\u{FFFD}…\``);
  });

  test('somebody else’s words are cut at 500', () => {
    expect(plain('w'.repeat(500))).toBe('w'.repeat(500));
    expect(plain('w'.repeat(501))).toBe(`${'w'.repeat(500)}…`);
    expect(plain('two\nlines')).toBe('two\u{FFFD}lines');
  });

  test('20 texts are listed, of more the number', () => {
    const texts = Array.from({ length: 21 }, (_, index) => `${index}`);
    expect(quoteList(texts.slice(0, 20))).not.toContain('more');
    expect(quoteList(texts)).toMatch(/`19` and 1 more$/);
    expect(quoteList(['a', 'b'])).toBe('`a`, `b`');
  });

  test('whatever the text, the quotation is one short line without a way out', () => {
    law(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const quoted = quote(text);
        expect(isSteering(quoted)).toBe(false);
        expect(quoted.length).toBeLessThanOrEqual(123);
        expect(quoted.slice(1, -1)).not.toContain('`');
      }),
    );
  });
});
