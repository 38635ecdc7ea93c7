import { describe, expect, test } from 'vitest';
import { foldAscii } from './ascii.ts';

describe('folding ASCII', () => {
  test('takes A to Z and leaves the rest alone', () => {
    expect(foldAscii('AZaz09-_ Ä É İ ß')).toBe('azaz09-_ Ä É İ ß');
  });

  test('the Kelvin sign stays what it is, where JavaScript would make a k of it', () => {
    const kelvin = '\u{212A}';
    expect(kelvin.toLowerCase()).toBe('k');
    expect(foldAscii(kelvin)).toBe(kelvin);
  });
});
