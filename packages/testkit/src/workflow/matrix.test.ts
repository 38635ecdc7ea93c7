import { describe, expect, test } from 'vitest';
import { combinationsOf } from './matrix.ts';

describe('a matrix', () => {
  test('that isn’t there is one job', () => {
    expect(combinationsOf(null)).toEqual([{}]);
  });

  test('has a job for each combination, the last axis the fastest', () => {
    expect(combinationsOf({ a: [1, 2], b: ['x', 'y'] })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
  });

  test('may exclude by some of the values, before anything is included', () => {
    expect(combinationsOf({ a: [1, 2], b: [3], exclude: [{ a: 1 }], include: [{ a: 1, b: 3 }] })).toEqual([
      { a: 2, b: 3 },
      { a: 1, b: 3 },
    ]);
  });

  test('may include values in jobs that there are, and overwrites what was included, never what was given', () => {
    const include = [{ c: 'all' }, { a: 1, c: 'one' }, { a: 3, c: 'new' }];
    expect(combinationsOf({ a: [1, 2], include })).toEqual([
      { a: 1, c: 'one' },
      { a: 2, c: 'all' },
      { a: 3, c: 'new' },
    ]);
  });

  test('of included entries alone has a job for each', () => {
    expect(combinationsOf({ include: [{ a: 1 }, { a: 2 }] })).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test.each([
    ['no list', { a: 1 }, '`a` of the matrix is no list'],
    ['no mapping', ['a'], 'the matrix is no mapping'],
    ['no job left', { a: [1], exclude: [{ a: 1 }] }, 'the matrix has 0 jobs'],
    ['a job too many', { a: Array.from({ length: 257 }, (_, index) => index) }, 'the matrix has 257 jobs'],
  ])('with %s is a mistake', (_, matrix, mistake) => {
    expect(() => combinationsOf(matrix)).toThrow(mistake);
  });

  test('of 256 jobs is the largest', () => {
    expect(combinationsOf({ a: Array.from({ length: 256 }, (_, index) => index) })).toHaveLength(256);
  });
});
