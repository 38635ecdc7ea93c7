import { itemBody, patchBody } from '@connect-token/protocol/connect';
import { describe, expect, test } from 'vitest';
import { takeBody } from './body-problem.ts';

const problems = (schema: typeof itemBody | typeof patchBody, body: unknown) => {
  const taken = takeBody(schema as typeof itemBody, body);
  return taken.ok ? [] : taken.error.problems.map(({ path, problem }) => `${path}: ${problem}`);
};

describe('a body of another shape', () => {
  test('is told every mistake at once, by its place', () => {
    const body = {
      category: 'LOGINS',
      favorite: 'yes',
      tags: 'prod',
      fields: [{}, { value: 5, type: 'SECRET', recipe: { length: 65, characterSets: ['EMOJI'] } }],
      sections: ['login'],
    };
    expect(problems(itemBody, body)).toEqual([
      'title: is missing',
      expect.stringMatching(/^category: is not one of LOGIN, PASSWORD, .*CUSTOM$/),
      'favorite: is a text, true or false is needed',
      'tags: is a text, a list is needed',
      'sections[0]: is a text, an object is needed',
      expect.stringMatching(/^fields\[1\]\.type: is not one of STRING, EMAIL/),
      'fields[1].value: is a number, a text is needed',
      'fields[1].recipe.length: is above 64',
      'fields[1].recipe.characterSets[0]: is not one of LETTERS, DIGITS, SYMBOLS',
    ]);
  });

  test.each([
    [null, ': is null, an object is needed'],
    [[], ': is a list, an object is needed'],
    ['hunter2', ': is a text, an object is needed'],
    [7, ': is a number, an object is needed'],
  ])('such as %j is told what is needed', (body, expected) => {
    expect(problems(itemBody, body)).toEqual([expected]);
  });

  test('that is a patch is told by the place of its operation', () => {
    expect(problems(patchBody, [{ op: 'test', path: '/' }, { op: 'add' }])).toEqual([
      '[0].op: is not one of add, remove, replace',
      '[1].path: is missing',
    ]);
    expect(problems(patchBody, Array(201).fill({ op: 'add', path: '/' }))).toEqual([
      ': has more than 200 entries',
    ]);
  });

  test('has nothing of a value in its problems', () => {
    const body = { title: { hunter2: 1 }, category: 'hunter2', fields: [{ value: ['hunter2'] }] };
    expect(problems(itemBody, body).join()).not.toContain('hunter2');
  });
});
