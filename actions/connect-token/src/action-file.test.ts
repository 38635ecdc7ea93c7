import { fileURLToPath } from 'node:url';
import { describe as tell } from '@connect-token/core';
import { readActionFile } from '@connect-token/testkit';
import { describe, expect, test } from 'vitest';
import { KEEPING_INPUTS, parseInputs } from './inputs.ts';

const action = readActionFile(fileURLToPath(new URL('../../../', import.meta.url)));

describe('action.yml', () => {
  test('has the inputs that the code reads, but for those that it refuses, and no other', () => {
    const read = new Set<string>();
    parseInputs((name) => {
      read.add(name);
      return '';
    });
    expect([...read].toSorted()).toEqual([...Object.keys(action.inputs), ...KEEPING_INPUTS].toSorted());
  });

  test('has defaults that the code accepts: only what is required is missing', () => {
    const parsed = parseInputs((name) => action.inputs[name] ?? '');
    expect(parsed.ok ? [] : parsed.error.map(({ failure }) => failure.code)).toEqual([
      'INPUT_MISSING',
      'VAULTS_EMPTY',
    ]);
  });

  test('has the outputs that are published', () => {
    expect(action.outputs).toEqual(['token', 'connect-host', 'expires-at', 'lease-id', 'vaults']);
  });

  test('is not 1Password’s, and says so', () => {
    expect(action.name).not.toMatch(/1password/i);
    expect(action.description).toContain('Not affiliated with or endorsed by 1Password (AgileBits Inc.)');
  });

  test('runs the committed bundle', () => {
    expect([action.mainPath, action.postPath]).toEqual([
      expect.stringMatching(/actions\/connect-token\/dist\/main\.js$/),
      expect.stringMatching(/actions\/connect-token\/dist\/post\.js$/),
    ]);
  });
});

test('a failure of an input names the input', () => {
  const parsed = parseInputs((name) => (name === 'export-env' ? 'yes' : ''));
  expect(parsed.ok ? [] : parsed.error.map(({ failure }) => tell(failure))).toContain(
    'the input `export-env` is `yes`, allowed is `true` or `false`',
  );
});
