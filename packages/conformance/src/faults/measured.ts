import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../../../docs/benchmarks.md', import.meta.url));

export interface Measurement {
  readonly what: string;
  readonly value: string;
  readonly isReached: boolean;
}

/** What `npm run bench -- NAME --write` has written last: what was measured, and whether that was what it aims at. */
export async function measured(name: string): Promise<readonly Measurement[]> {
  const page = await readFile(PAGE, 'utf8');
  const [, section = ''] =
    new RegExp(`<!-- bench ${name} -->([^]*?)<!-- /bench ${name} -->`).exec(page) ?? [];
  const [head, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
  const unit = cellsOf(head ?? '')[1] ?? '';
  return rows.map((row) => {
    const [what = '', value = '', word = ''] = cellsOf(row);
    return { what, value: `${value} ${unit}`, isReached: word === 'reached' };
  });
}

const cellsOf = (row: string): readonly string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
