import { plain } from '@connect-token/core';

/** `Name:   value` lines; values are other people's words, so nothing in them steers the terminal (T33). */
export function formatPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 4;
  return pairs
    .map(([name, value]) => `${`${name}:`.padEnd(width)}${plain(value)}`.trimEnd())
    .join('\n')
    .concat('\n');
}
