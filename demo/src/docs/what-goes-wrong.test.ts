import { expect, test } from 'vitest';
import { tableRows } from './markdown.ts';
import { readText } from './repository.ts';

const PAGE = 'docs/what-goes-wrong.md';

/** The links of a row's last cell: the title of a test, or its beginning, and the file that it is in. */
const ROWS = tableRows(readText(PAGE))
  .filter(([first]) => first !== 'what goes wrong')
  .map(([first = '', , shown = '']) => ({
    first,
    tests: [...shown.matchAll(/\[(?<title>[^\]]+)\]\(\.\.\/(?<path>[^)]+)\)/g)].map(({ groups }) => ({
      title: groups?.['title'] ?? '',
      path: groups?.['path'] ?? '',
    })),
  }));

test.each(ROWS)('“$first” is shown by tests that are there', ({ tests }) => {
  expect(tests).not.toEqual([]);
  const missing = tests.filter(
    ({ title, path }) => !titles(readText(path)).some((each) => each.startsWith(title)),
  );
  expect(missing).toEqual([]);
});

/** Every text that stands where a test's title can, with its escapes read. */
const titles = (source: string): readonly string[] =>
  [...source.matchAll(/^\s*(?:test\b.*?\(|\]\)\()?(?<quote>['"`])(?<title>.*?)(?<!\\)\k<quote>,/gm)].map(
    ({ groups }) => (groups?.['title'] ?? '').replaceAll(/\\(.)/g, '$1'),
  );
