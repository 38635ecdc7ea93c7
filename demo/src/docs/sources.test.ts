import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listFiles, ROOT, readText } from './repository.ts';

interface Comment {
  readonly place: string;
  readonly text: string;
}

const COMMENTS: readonly Comment[] = listFiles(
  '*.ts',
  '*.mjs',
  ':!actions/*/dist',
  ':!demo/src/docs',
).flatMap((path) =>
  readText(path)
    .split('\n')
    .flatMap((text, index) =>
      /^\s*(?:\/\/|\/?\*)|\/\/ |\/\*\*/.test(text) ? [{ place: `${path}:${index + 1}`, text }] : [],
    ),
);

const places = (comments: readonly Comment[]): readonly string[] =>
  comments.map(({ place, text }) => `${place}: ${text.trim()}`);

test('a page that a comment names is in the repository', () => {
  const gone = COMMENTS.filter(({ text }) =>
    (text.match(/(?<![\w/.])[\w-]+(?:\/[\w.-]+)*\.md\b/g) ?? []).some(
      (page) => !existsSync(`${ROOT}${page}`),
    ),
  );
  expect(places(gone)).toEqual([]);
});

/** Before a section there stands a standard, such as `RFC 8693 §2.1`, or another section of it. */
const BEFORE_SECTION =
  /(?:RFC \d+|OpenID Connect [\w ]*1\.0|NIST SP [\w-]+|sqlite\.org\/\S+|(?:§[\w.]+,?(?: and| or)?)) $/;

test('a section that a comment names is of a standard that anybody can read', () => {
  const private_ = COMMENTS.filter(({ text }) =>
    [...text.matchAll(/§/g)].some(({ index }) => !BEFORE_SECTION.test(text.slice(0, index))),
  );
  expect(places(private_)).toEqual([]);
});
