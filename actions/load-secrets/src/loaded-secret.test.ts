import { secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { type LoadedSecret, refuseSecrets } from './loaded-secret.ts';

const loaded = (name: string, value: string, reference = `op://app/item/${name}`): LoadedSecret => ({
  name,
  reference,
  value: secret(value),
});

const problemsOf = (...secrets: LoadedSecret[]): readonly string[] =>
  refuseSecrets(secrets, 'variables').map((failure) =>
    'problem' in failure ? failure.problem : failure.code,
  );

describe('secrets that are handed on together', () => {
  test('are each of a size that a program can be started with', () => {
    expect(problemsOf(loaded('A', 'x'.repeat(102_400)))).toEqual([]);
    expect(problemsOf(loaded('A', 'ü'.repeat(51_201)))).toEqual([
      'it has 102402 bytes, at most 102400 can be a variable',
    ]);
  });

  test('are texts', () => {
    expect(
      problemsOf(loaded('A', 'a\0b'), loaded('B', 'a\uD800b'), loaded('C', 'a\u{1F511}\n%0A::b')),
    ).toEqual([
      'it has a zero byte, which no variable can hold',
      'it is no text that can be written in UTF-8',
    ]);
  });

  test('set a variable once, and the failure says what else sets it, without a value', () => {
    const failures = refuseSecrets(
      [
        loaded('DB_PASSWORD', 'hunter2', 'op://app/db/password'),
        loaded('DB_PASSWORD', 'hunter3', 'op://app/db/*'),
      ],
      'variables',
    );
    expect(failures).toEqual([
      {
        code: 'SECRET_UNUSABLE',
        variable: 'DB_PASSWORD',
        reference: 'op://app/db/*',
        problem: '`op://app/db/password` sets the same name',
      },
    ]);
    expect(JSON.stringify(failures)).not.toContain('hunter');
  });

  test('are outputs with other names than case tells apart, and variables with those as well', () => {
    const both = [loaded('http_proxy', 'a'), loaded('HTTP_PROXY', 'b')];
    expect(refuseSecrets(both, 'variables')).toEqual([]);
    expect(refuseSecrets(both, 'outputs')).toEqual([
      expect.objectContaining({
        variable: 'HTTP_PROXY',
        problem: '`op://app/item/http_proxy` sets the same name',
      }),
    ]);
  });

  test('have a size together, in bytes and with their names', () => {
    const ten = Array.from({ length: 10 }, (_, index) => loaded(`A${index}`, 'x'.repeat(102_400)));
    // Twenty bytes of names, two of this one's: 24,554 more are the last that have room.
    expect(refuseSecrets([...ten, loaded('BB', 'ü'.repeat(12_277))], 'variables')).toEqual([]);
    expect(refuseSecrets([...ten, loaded('BB', `${'ü'.repeat(12_277)}x`)], 'outputs')).toEqual([
      { code: 'SECRETS_TOO_LARGE', givenBytes: 1_048_577, limitBytes: 1_048_576 },
    ]);
  });

  test('are at most a thousand, whole items counted by their fields', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => loaded(`A${index}`, 'x'));
    expect(refuseSecrets(many.slice(1), 'outputs')).toEqual([]);
    expect(refuseSecrets(many, 'outputs')).toEqual([
      { code: 'SECRETS_TOO_MANY', given: 1_001, limit: 1_000 },
    ]);
  });
});
