import { describe, expect, test } from 'vitest';
import { findNamed } from './named.ts';

const things = [
  { id: 'a1', name: 'password' },
  { id: 'a2', name: 'Password' },
  { id: 'a3', name: 'username' },
  { id: 'a4', name: 'USERNAME2' },
  { id: 'token', name: 'shadow' },
  { id: 'a7', name: 'token' },
  { id: 'a5', name: 'twin' },
  { id: 'a6', name: 'twin' },
];

const nearest = (text: string): string | null => {
  const found = findNamed(text, things);
  if (found.kind !== 'none') throw new Error('found');
  return found.nearest;
};

describe('what a text names', () => {
  test.each([
    ['by its id, before any name', 'token', 'token'],
    ['by its id in capitals', 'A3', 'a3'],
    ['by its name in the same case', 'Password', 'a2'],
    ['by its name in another case, where only one has it', 'UserName2', 'a4'],
  ])('%s', (_, text, id) => {
    expect(findNamed(text, things)).toMatchObject({ kind: 'one', thing: { id } });
  });

  test('is never chosen from several', () => {
    expect(findNamed('twin', things)).toEqual({ kind: 'many', ids: ['a5', 'a6'] });
    expect(findNamed('TWIN', things)).toEqual({ kind: 'many', ids: ['a5', 'a6'] });
    expect(findNamed('PASSWORD', things.slice(0, 2))).toEqual({ kind: 'many', ids: ['a1', 'a2'] });
  });

  test('is guessed where few letters differ', () => {
    expect(nearest('usrname')).toBe('username');
    expect(nearest('user name')).toBe('username');
    expect(nearest('usrnme')).toBe('username');
    expect(nearest('usrnm')).toBeNull();
    expect(nearest('tin')).toBe('twin');
    expect(nearest('ti')).toBeNull();
    expect(nearest('x'.repeat(65))).toBeNull();
  });
});
