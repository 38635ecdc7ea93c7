import { expect, test } from 'vitest';
import { tableRows } from './markdown.ts';
import { readText } from './repository.ts';

/** The rows of the tables of a page that compare: the header says `here`. */
const comparisons = (page: string): readonly (readonly string[])[] =>
  readText(page)
    .split(/^#+ /m)
    .map(tableRows)
    .filter(([header]) => header?.[0] === 'here')
    .flatMap(([, ...rows]) => rows);

const LINES = ['docs/differences.md', 'docs/op-shim.md'].flatMap(comparisons);

/** Pages, what was seen, what is only supposed; or pages, and what of it they leave open. */
const SOURCE =
  /^(?:\[[^\]]+\]\(https:\/\/[^)]+\)(?:, )?)+(?:; unverified: \S.*)?$|^observed: \S|^unverified: \S/;

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
