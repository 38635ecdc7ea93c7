// The tables of inputs and outputs in README.md, from action.yml. Fails when they aren't current; `--write` makes them so.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const README = new URL('../README.md', import.meta.url);
const ACTION = new URL('../action.yml', import.meta.url);
const BEGIN = '<!-- from action.yml: node scripts/readme-inputs.mjs --write -->';
const END = '<!-- end -->';

/** @type {{inputs: Record<string, {description: string, required?: boolean, default?: string}>, outputs: Record<string, {description: string}>}} */
const action = parse(readFileSync(ACTION, 'utf8'));
const readme = readFileSync(README, 'utf8');
const begin = readme.indexOf(BEGIN);
const end = readme.indexOf(END, begin);
if (begin < 0 || end < 0) throw new Error('invariant: README.md has both markers');

const current = `${readme.slice(0, begin)}${BEGIN}\n\n${tables()}\n\n${readme.slice(end)}`;
if (process.argv.includes('--write')) writeFileSync(README, current);
else if (readme !== current) {
  console.error(
    'the tables in README.md are not those of action.yml: run `node scripts/readme-inputs.mjs --write`',
  );
  process.exit(1);
}

function tables() {
  const inputs = Object.entries(action.inputs).map(([name, { description, required, default: value }]) => [
    `\`${name}\``,
    flat(description),
    required ? 'required' : value === undefined || value === '' ? '' : `\`${value}\``,
  ]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    flat(description),
  ]);
  return `${table(['input', '', 'default'], inputs)}\n\n${table(['output', ''], outputs)}`;
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

/** One line, as a cell of a table needs it. */
function flat(/** @type {string} */ text) {
  return text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
