// Where the benchmarks write down what they saw: between their two marks in docs/benchmarks.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

const PAGE = new URL('../docs/benchmarks.md', import.meta.url);

/** @param {string} name @param {string} tables */
export function writeSection(name, tables) {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- /bench ${name} -->`];
  const [head = '', rest = ''] = readFileSync(PAGE, 'utf8').split(begin);
  const [, tail] = rest.split(end);
  if (tail === undefined) throw new Error(`docs/benchmarks.md has no place for ${name}`);
  const machine = `Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores.`;
  writeFileSync(PAGE, `${head}${begin}\n${machine}\n\n${tables}\n${end}${tail}`);
}
