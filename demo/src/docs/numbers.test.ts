import { expect, test } from 'vitest';
import { tableRows } from './markdown.ts';
import { listFiles, readText } from './repository.ts';

/** The first cells of a page's tables that are such numbers. */
const numbersOf = (page: string, pattern: RegExp): ReadonlySet<string> =>
  new Set(tableRows(readText(page)).flatMap(([first = '']) => (pattern.test(first) ? [first] : [])));

const KNOWN = new Set([
  ...numbersOf('SECURITY.md', /^T\d+$/),
  ...numbersOf('docs/lease-protocol.md', /^[FI]\d+$/),
]);

/** Numbers in comments, such as `(T4)` and `T15–T23`: both ends of a range count. */
const cited = (source: string): readonly string[] =>
  source
    .split('\n')
    .filter((line) => /^\s*(?:\/\/|\/?\*)|\/\/ |\/\*\*/.test(line))
    .flatMap((line) => line.match(/\b[TFI][1-9]\d?\b/g) ?? []);

test('every number that a comment cites is in SECURITY.md or in docs/lease-protocol.md', () => {
  const unknown = listFiles('*.ts', '*.mjs', ':!actions/*/dist').flatMap((path) =>
    cited(readText(path))
      .filter((number) => !KNOWN.has(number))
      .map((number) => `${path}: ${number}`),
  );
  expect(unknown).toEqual([]);
});

test('the threats are numbered without a gap, and so are faults and invariants', () => {
  for (const [letter, count] of [
    ['T', 56],
    ['F', 41],
    ['I', 13],
  ] as const) {
    const expected = Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
    expect(expected.filter((number) => !KNOWN.has(number))).toEqual([]);
  }
});

test('every threat that SECURITY.md calls held names what shows it', () => {
  const threats = tableRows(readText('SECURITY.md')).filter(([first = '']) => /^T\d+$/.test(first));
  const bare = threats.filter(([, , now = '', shown]) => now.startsWith('held') && shown === '');
  expect(bare.map(([number]) => number)).toEqual([]);
  expect(threats.filter(([, , now = '']) => !/^(?:held|partly|not yet|accepted)\b/.test(now))).toEqual([]);
});
