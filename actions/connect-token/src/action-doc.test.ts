import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readActionFile } from '@connect-token/testkit';
import { describe, expect, test } from 'vitest';
import { parseInputs } from './inputs.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { inputs } = readActionFile(root);

/** The inputs of each use in the page's examples, with their values. */
const uses = [...readFileSync(`${root}docs/action.md`, 'utf8').matchAll(/^ +with:\n((?: {6}.*\n)+)/gm)].map(
  ([, block = '']) => {
    const entries: [string, string][] = [];
    for (const line of block.split('\n')) {
      const [, name, value = ''] = /^ {6}([a-z-]+):(.*)$/.exec(line) ?? [];
      const last = entries.at(-1);
      if (name !== undefined) entries.push([name, value.replace(/ #.*$/, '').trim().replace(/^\|$/, '')]);
      else if (last !== undefined && line !== '') last[1] += `${line.trim()}\n`;
    }
    return Object.fromEntries(entries);
  },
);

describe('docs/action.md', () => {
  test('has an example of every input, and of no other', () => {
    const named = new Set(uses.flatMap((use) => Object.keys(use)));
    expect([...named].toSorted()).toEqual(Object.keys(inputs).toSorted());
  });

  test.each(uses)('has examples that the action takes: %j', (use) => {
    const parsed = parseInputs((name) => use[name] ?? inputs[name] ?? '');
    expect(parsed.ok ? [] : parsed.error).toEqual([]);
  });
});
