import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret, secret } from './secret.ts';

const VALUE = 'eyJhbGciOiJFUzI1NiJ9.canary.signature';
const hidden = secret(VALUE);

describe('a secret', () => {
  test('is given only to whoever asks for it by name', () => {
    expect(hidden).toBeInstanceOf(Secret);
    expect(hidden.reveal()).toBe(VALUE);
  });

  test.each([
    ['String()', () => String(hidden)],
    ['a template', () => `${hidden}`],
    ['concatenation', () => ['', hidden].join('')],
    ['JSON', () => JSON.stringify(hidden)],
    ['JSON of an object around it', () => JSON.stringify({ answer: { token: hidden, list: [hidden] } })],
    ['inspect', () => inspect(hidden)],
    [
      'inspect of an object around it',
      () => inspect({ answer: { deep: { deeper: { token: hidden } } } }, { depth: 9 }),
    ],
    [
      'inspect with everything shown',
      () => inspect([hidden], { showHidden: true, getters: true, depth: null }),
    ],
    ['format', () => format('%s %o %O %j', hidden, hidden, hidden, hidden)],
    ['an error', () => inspect(new Error(`token ${hidden}`, { cause: hidden }))],
  ])('is not in %s', (_, print) => {
    expect(print()).toContain('[redacted]');
    expect(print()).not.toContain('canary');
  });

  test('is not in an inspection that leaves out custom ones, nor among its keys', () => {
    expect(inspect(hidden, { customInspect: false, showHidden: true })).not.toContain('canary');
    expect(Object.keys(hidden)).toEqual([]);
    expect(Reflect.ownKeys(hidden)).toEqual([]);
    expect(JSON.stringify({ ...hidden })).toBe('{}');
  });

  test('does not cross to another thread', () => {
    expect(inspect(structuredClone(hidden))).not.toContain('canary');
  });
});
