import { describe, expect, test } from 'vitest';
import { findNamed } from './named.ts';

const THINGS = [
  { id: 'aaaa', name: 'Prod' },
  { id: 'bbbb', name: 'prod' },
  { id: 'cccc', name: 'aaaa' },
  { id: 'dddd', name: 'Twin' },
  { id: 'eeee', name: 'Twin' },
  { id: 'ffff', name: '\u{212A}elvin' },
];

const find = (text: string): string => {
  const found = findNamed(text, THINGS, { noun: 'vault', where: 'here' });
  if (found.ok) return found.value.id;
  return found.error.code === 'AMBIGUOUS' ? found.error.ids.join(' and ') : found.error.code;
};

describe('what a text names', () => {
  test.each([
    ['aaaa', 'aaaa', 'an id rules over a name'],
    ['DDDD', 'dddd', 'an id in any case'],
    ['Prod', 'aaaa', 'the exact name rules over another case'],
    ['prod', 'bbbb', 'the exact name, the other way round'],
    ['PROD', 'aaaa and bbbb', 'nothing is chosen among names in other cases'],
    ['Twin', 'dddd and eeee', 'nothing is chosen among names that are the same'],
    ['kelvin', 'UNKNOWN', 'only A to Z have another case'],
    ['', 'UNKNOWN', 'nothing names nothing'],
  ])('%s is %s: %s', (text, id) => {
    expect(find(text)).toBe(id);
  });
});
