import { lookUp } from '@connect-token/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finderOf } from './finder.ts';

const ID = 'a'.repeat(26);
const text = fc.constantFrom('a', 'A', ' a', 'b', 'K', '\u212a', ID, ID.toUpperCase(), `${ID.slice(1)}b`);

test('finds among the things of a key what a look-up finds among all', () => {
  const things = fc.array(fc.record({ id: fc.constantFrom(ID, 'b'.repeat(26), 'k'.repeat(26)), name: text }));
  fc.assert(
    fc.property(things, text, (given, asked) => {
      const placed = given.map((thing, position) => ({ ...thing, position }));
      expect(finderOf(given)(asked)).toEqual(lookUp(asked, placed));
    }),
  );
});

test('what has no id is found by its name, and told apart from its namesakes', () => {
  expect(finderOf([{ name: 'a' }, { name: 'b' }])('b')).toMatchObject({ thing: { position: 1 } });
  expect(finderOf([{ name: 'a' }, { name: 'a' }])('a')).toMatchObject({ kind: 'many', ids: { length: 2 } });
});
