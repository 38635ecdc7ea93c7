import { expect, test } from 'vitest';
import { tableRows } from './markdown.ts';
import { readText } from './repository.ts';

const LINES = tableRows(readText('docs/differences.md')).filter(([first]) => first !== 'here');

const SOURCE = /^(?:\[[^\]]+\]\(https:\/\/[^)]+\)(?:, )?)+$|^observed: \S|^unverified: \S/;

test.each(LINES)(
  'the difference "%s" says what is here, what 1Password does, and from where that is known',
  (...cells) => {
    expect(cells).toHaveLength(3);
    const [here = '', there = '', source = ''] = cells;
    expect(here).not.toBe('');
    expect(there).not.toBe('');
    expect(source).toMatch(SOURCE);
  },
);

test('there are differences', () => {
  expect(LINES.length).toBeGreaterThan(10);
});
