import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readActionFile } from '@connect-token/testkit';
import { expect, test } from 'vitest';
import { parseInputs } from './inputs.ts';

const FOLDER = fileURLToPath(new URL('../', import.meta.url));
const ACTION = readActionFile(FOLDER);

const SOURCES = readdirSync(new URL('.', import.meta.url))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');

test('the action reads the inputs that its action.yml has, and no other', () => {
  const read = [...SOURCES.matchAll(/\b(?:take|read)\('([a-z-]+)'/g)].map(([, name]) => name);
  expect([...new Set(read)].sort()).toEqual(Object.keys(ACTION.inputs).sort());
});

test('its defaults are what counts where an input is empty', () => {
  const loads = { loads: true };
  const broker = { 'broker-url': 'https://broker.acme.example' };
  const inputs: Readonly<Record<string, string>> = { ...ACTION.inputs, ...broker };
  const empty: Readonly<Record<string, string>> = broker;
  expect(parseInputs((name) => inputs[name] ?? '', loads)).toEqual(
    parseInputs((name) => empty[name] ?? '', loads),
  );
});

test('main and post are files that exist', () => {
  expect([ACTION.mainPath, ACTION.postPath ?? ''].filter((path) => !existsSync(path))).toEqual([]);
});

test('its description says whose it is not', () => {
  expect(ACTION.description).toContain('Not affiliated with or endorsed by 1Password (AgileBits Inc.)');
});
