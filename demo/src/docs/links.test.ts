import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { anchors, links } from './markdown.ts';
import { listFiles, ROOT, readText } from './repository.ts';

const PAGES = listFiles('*.md');

/** What is wrong with a link of a page, or `undefined`. Links to the web aren't followed: a test shouldn't fail for another's outage. */
function broken(page: string, target: string): string | undefined {
  if (/^https?:\/\//.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path));
  if (!existsSync(`${ROOT}${file}`)) return `there is no ${file}`;
  if (anchor === undefined) return undefined;
  return anchors(readText(file)).has(anchor) ? undefined : `${file} has no heading for #${anchor}`;
}

test('every link between our pages leads to a file, and to a heading of it', () => {
  const problems = PAGES.flatMap((page) =>
    links(readText(page)).flatMap(({ target, line }) => {
      const problem = broken(page, target);
      return problem === undefined ? [] : [`${page}:${line}: ${problem}`];
    }),
  );
  expect(problems).toEqual([]);
});

test('a link to nothing, and one to a heading that is not there, are found', () => {
  expect(broken('docs/errors.md', '../NOWHERE.md')).toBe('there is no NOWHERE.md');
  expect(broken('README.md', 'SECURITY.md#nowhere')).toBe('SECURITY.md has no heading for #nowhere');
  expect(broken('docs/adr/0004-strangers-first.md', '../../SECURITY.md#threats')).toBeUndefined();
});

test('every page but the README can be reached from it', () => {
  const reached = new Set<string>(['README.md']);
  for (const page of reached) {
    for (const { target } of page.endsWith('.md') ? links(readText(page)) : []) {
      const [path = ''] = target.split('#');
      if (/^https?:/.test(target) || path === '') continue;
      const file = posix.normalize(posix.join(posix.dirname(page), path));
      reached.add(file);
      for (const inside of PAGES.filter((other) => other.startsWith(`${file}/`))) reached.add(inside);
    }
  }
  expect(PAGES.filter((page) => !reached.has(page))).toEqual([]);
});
