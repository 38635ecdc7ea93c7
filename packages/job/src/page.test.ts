import { describe, expect, test } from 'vitest';
import { asText, formatFreed, formatTable } from './page.ts';

describe('what a job’s page says', () => {
  test('of credits is told of one as of several', () => {
    expect([0, 1, 2].map(formatFreed)).toEqual([
      '0 vault access credits are free again.',
      '1 vault access credit is free again.',
      '2 vault access credits are free again.',
    ]);
  });

  test('of a name is its text, never markup', () => {
    expect(asText('Größe 1 | <b>`x`</b>')).toBe('Größe 1 &#124; &#60;b&#62;&#96;x&#96;&#60;&#47;b&#62;');
  });

  test('in a table has a line for each row', () => {
    expect(formatTable(['a', 'b'], [['1', '2']])).toEqual(['| a | b |', '| --- | --- |', '| 1 | 2 |']);
  });
});
