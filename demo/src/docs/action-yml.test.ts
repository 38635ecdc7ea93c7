import { existsSync } from 'node:fs';
import { formatDuration, LEASE_LIFETIME_DEFAULT } from '@connect-token/core';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT, readText } from './repository.ts';

interface Action {
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string; readonly post: string };
}

const ACTION = parse(readText('action.yml')) as Action;
const SOURCES = 'actions/connect-token/src';

const namesIn = (files: readonly string[], pattern: RegExp): readonly string[] => {
  const texts = files.map((file) => readText(`${SOURCES}/${file}`)).join('\n');
  return [...new Set([...texts.matchAll(pattern)].map(([, name]) => name ?? ''))].sort();
};

test('the action reads the inputs that action.yml has, and no other', () => {
  expect(namesIn(['inputs.ts', 'token-use.ts'], /\b(?:text|read|flag)\('([a-z-]+)'\)/g)).toEqual(
    Object.keys(ACTION.inputs).sort(),
  );
});

test('the action sets the outputs that action.yml has, and no other', () => {
  expect(namesIn(['publish.ts'], /\bsetOutput\('([a-z-]+)'/g)).toEqual(Object.keys(ACTION.outputs).sort());
});

test('the lifetime that action.yml names is the one that counts where none is given', () => {
  expect(ACTION.inputs['expires-in']?.default).toBe(formatDuration(LEASE_LIFETIME_DEFAULT));
});

test('main and post are files that exist, and run on Node 24', () => {
  const { using, main, post } = ACTION.runs;
  expect(using).toBe('node24');
  expect([main, post].filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

test.each([
  ['the description of the action', ACTION.description],
  ['the README', readText('README.md')],
])('%s says whose it is not', (_where, text) => {
  expect(text.toLowerCase()).toContain('not affiliated with or endorsed by 1password (agilebits inc.)');
});
