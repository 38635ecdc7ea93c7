import { expect, test } from 'vitest';
import { argsOf } from './args.ts';
import { findAccount } from './place.ts';

const at = (options: Record<string, string>, env: Record<string, string> = {}) =>
  findAccount(argsOf([], new Map(Object.entries(options).map(([name, value]) => [name, [value]]))), env);

test('the line rules over the environment, all of it over all of it', () => {
  const env = { CONNECT_TOKEN_DATA_DIR: 'b', CONNECT_TOKEN_CONFIG: 'c' };
  expect(at({ 'data-dir': 'a' }, env)).toEqual({
    ok: true,
    value: { kind: 'directory', dataDir: 'a', configPath: null },
  });
  expect(at({ broker: 'https://b.example' }, env)).toEqual({
    ok: true,
    value: { kind: 'broker', broker: 'https://b.example' },
  });
  expect(at({}, env)).toEqual({ ok: true, value: { kind: 'directory', dataDir: 'b', configPath: 'c' } });
});

test('an empty variable names nothing, and nothing named is bad usage', () => {
  expect(at({}, { CONNECT_TOKEN_BROKER: '' })).toMatchObject({ ok: false, error: { code: 'USAGE_INVALID' } });
});

test('two accounts are bad usage, wherever they are named', () => {
  expect(at({ 'data-dir': 'a', broker: 'b' })).toMatchObject({ ok: false });
  expect(at({}, { CONNECT_TOKEN_CONFIG: 'a', CONNECT_TOKEN_BROKER: 'b' })).toMatchObject({ ok: false });
});
