import { stripVTControlCharacters } from 'node:util';
import { type Instant, instant } from '@connect-token/core';
import { expect, test } from 'vitest';
import { styled } from './style.ts';
import { formatTable, widthOf } from './table.ts';
import { formatExpiry, formatTime } from './time.ts';

const NOW = instant(Date.UTC(2026, 10, 22, 15, 4, 5));

const after = (seconds: number): Instant => instant(NOW + seconds * 1000);

test('columns stand four spaces apart, whatever script a name is in', () => {
  expect(
    formatTable(
      ['NAME', 'STATE'],
      [
        ['日本', 'A'],
        ['é👩‍💻', 'B'],
      ],
      false,
    ),
  ).toBe('NAME    STATE\n日本    A\né👩‍💻     B\n');
});

test('nothing ends in spaces, and a name with control characters steers no terminal', () => {
  expect(formatTable(['A', 'B'], [['x\u001B[31m\n', '']], false)).toBe('A          B\nx\uFFFD[31m\uFFFD\n');
});

test('colour doesn’t move a column, and is there only where it is asked for', () => {
  const rows = [[{ text: 'gone', style: 'dim' as const }, 'x']];
  const coloured = formatTable(['STATE', 'B'], rows, true);
  expect(coloured).toContain('\u001B[2mgone\u001B[22m');
  expect(stripVTControlCharacters(coloured)).toBe(formatTable(['STATE', 'B'], rows, false));
  expect(styled('x', 'red', false)).toBe('x');
});

test.each([
  ['ascii', 5],
  ['日本', 4],
  ['e\u0301', 1],
  ['👩‍💻', 2],
  ['', 0],
])('%j takes %i columns', (text, width) => expect(widthOf(text)).toBe(width));

test('times are RFC 3339 in UTC, in whole seconds', () => {
  expect(formatTime(instant(NOW + 999))).toBe('2026-11-22T15:04:05Z');
});

test.each([
  [0, '2026-11-22T15:04:05Z'],
  [-1, '2026-11-22T15:04:04Z'],
  [1, '2026-11-22T15:04:06Z (in 1s)'],
  [119, '2026-11-22T15:06:04Z (in 119s)'],
  [120, '2026-11-22T15:06:05Z (in 2m)'],
  [2 * 3_600, '2026-11-22T17:04:05Z (in 2h)'],
  [48 * 3_600 - 1, '2026-11-24T15:04:04Z (in 47h)'],
  [48 * 3_600, '2026-11-24T15:04:05Z (in 2d)'],
])('an expiry in %i s reads %s', (seconds, text) => {
  expect(formatExpiry(after(seconds), NOW)).toBe(text);
});

test('no expiry is never', () => expect(formatExpiry(null, NOW)).toBe('never'));
