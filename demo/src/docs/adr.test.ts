import { expect, test } from 'vitest';
import { headings } from './markdown.ts';
import { listFiles, readText } from './repository.ts';

const RECORDS = listFiles('docs/adr/*.md');

test.each(RECORDS)('%s has its number in the title, a context, a decision and consequences', (path) => {
  const [title = '', ...parts] = headings(readText(path));
  const number = /\/(?<number>\d{4})-/.exec(path)?.groups?.['number'];
  expect(title).toMatch(new RegExp(`^# ${number}: \\S`));
  expect(parts).toEqual(['## Context', '## Decision', '## Consequences']);
});

test('decisions are numbered one after another', () => {
  const numbers = RECORDS.map((path) => Number(/(\d{4})-/.exec(path)?.[1]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
