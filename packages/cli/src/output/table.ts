import { plain } from '@connect-token/core';
import { type Style, styled } from './style.ts';

/** A cell, with what its colour says where there is one. */
export type Cell = string | { readonly text: string; readonly style: Style | undefined };

const GAP = '    ';

/** Columns under their heads, four spaces apart, as `op` aligns them. Names are somebody else's words: nothing in them steers. */
export function formatTable(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  colour: boolean,
): string {
  const lines: readonly (readonly Cell[])[] = [
    heads.map((text) => ({ text, style: 'bold' as const })),
    ...rows.map((row) => row.map((cell) => ({ text: plain(textOf(cell)), style: styleOf(cell) }))),
  ];
  const widths = heads.map((_, column) =>
    lines.reduce((width, line) => Math.max(width, widthOf(textOf(line[column] ?? ''))), 0),
  );
  return lines.map((line) => `${formatLine(line, widths, colour)}\n`).join('');
}

/** Nothing ends in spaces: the last column isn't filled up, and may be empty. */
const formatLine = (line: readonly Cell[], widths: readonly number[], colour: boolean): string =>
  line
    .map((cell, column) => {
      const text = textOf(cell);
      const fill = column === line.length - 1 ? 0 : (widths[column] ?? 0) - widthOf(text);
      return styled(text, styleOf(cell), colour) + ' '.repeat(fill);
    })
    .join(GAP)
    .trimEnd();

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

const styleOf = (cell: Cell): Style | undefined => (typeof cell === 'string' ? undefined : cell.style);

const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

let graphemes: Intl.Segmenter | undefined;

const ASCII = /^[\u0020-\u007E]*$/;

/** Columns of a terminal. East Asian wide characters and emoji take two. Source: Unicode Standard Annex #11. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  // Made when it is needed: that takes ten milliseconds, and most tables never need it.
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}
