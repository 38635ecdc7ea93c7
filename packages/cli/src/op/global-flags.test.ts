import { describe, expect, test } from 'vitest';
import { splitGlobalFlags } from './global-flags.ts';

const split = (line: string, env: Record<string, string> = {}) =>
  splitGlobalFlags(line === '' ? [] : line.split(' '), env);

describe('the flags of every command', () => {
  test.each([
    ['vault list --format json', 'vault list', 'json'],
    ['--format=json vault list', 'vault list', 'json'],
    ['vault list --cache=false --debug --iso-timestamps --no-color', 'vault list', 'human-readable'],
    ['item get x --account a --session b --config=c --encoding utf-8', 'item get x', 'human-readable'],
    ['read -- --format json', 'read -- --format json', 'human-readable'],
    ['run --env-file a env --format json', 'run --env-file a env --format json', 'human-readable'],
    ['run --format json --env-file=a printenv --help', 'run --env-file=a printenv --help', 'json'],
  ])('%s', (line, rest, format) => {
    const flags = { format, help: false, version: false };
    expect(split(line)).toEqual({ ok: true, value: { flags, rest: rest.split(' ') } });
  });

  test('the flag rules over OP_FORMAT, and an empty one asks for nothing', () => {
    expect(split('--format human-readable', { OP_FORMAT: 'json' })).toMatchObject({
      value: { flags: { format: 'human-readable' } },
    });
    expect(split('', { OP_FORMAT: '' })).toMatchObject({ value: { flags: { format: 'human-readable' } } });
    expect(split('', { OP_FORMAT: 'yaml' })).toMatchObject({ ok: false });
  });

  test('-v is the version before any command, and nobody’s afterwards', () => {
    expect(split('-v')).toMatchObject({ value: { flags: { version: true }, rest: [] } });
    expect(split('item get -v')).toMatchObject({
      value: { flags: { version: false }, rest: ['item', 'get', '-v'] },
    });
  });
});
