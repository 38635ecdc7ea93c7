import * as actions from '@actions/core';
import { type Credits, plain } from '@connect-token/core';

/** A name as text of the job's page: all but letters, digits and spaces is written as a character reference, which is never markup. */
export const asText = (text: string): string =>
  plain(text).replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);

/** A table whose cells are markdown already. */
export const formatTable = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] =>
  [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

/** What ended tokens have given back. */
export const formatFreed = (credits: Credits): string =>
  credits === 1 ? '1 vault access credit is free again.' : `${credits} vault access credits are free again.`;

/** Onto the job's page. An older Enterprise Server has none, and a full disk doesn't undo what was done. */
export async function writePage(lines: readonly string[]): Promise<void> {
  try {
    await actions.summary.addRaw(`${lines.join('\n')}\n`).write();
  } catch {
    actions.info('the job summary could not be written');
  }
}
