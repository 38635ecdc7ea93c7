import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKeyValues } from './runner-files.ts';

describe('the files of a step', () => {
  test('a line is an entry, its value may hold `=`', () => {
    expect(parseKeyValues('a=1\nb=x=y\n')).toEqual({ entries: { a: '1', b: 'x=y' }, problem: null });
  });

  test('a block keeps every line up to its delimiter, lines that look like entries included', () => {
    const text = 'vaults<<END\none=1\n\ntwo\nEND\nnext=3\n';
    expect(parseKeyValues(text).entries).toEqual({ vaults: 'one=1\n\ntwo', next: '3' });
  });

  test('whichever of `=` and `<<` comes first decides', () => {
    expect(parseKeyValues('a=b<<c\n').entries).toEqual({ a: 'b<<c' });
  });

  test('a block that was cut short is a problem, and the entries before it count', () => {
    expect(parseKeyValues('a=1\nb<<END\nhalf')).toEqual({
      entries: { a: '1' },
      problem: 'line 2 has no end delimiter',
    });
  });

  test('a line without a name is a problem', () => {
    expect(parseKeyValues('=1\n').problem).toBe('line 1 is no entry');
    expect(parseKeyValues('nothing\n').problem).toBe('line 1 is no entry');
  });

  test('any value in a block comes back as it was', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        fc.pre(!/[\r\n]/.test(value));
        expect(parseKeyValues(`v<<ghadelimiter\n${value}\nghadelimiter\n`).entries).toEqual({ v: value });
      }),
    );
  });
});
