import { secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import type { Field } from './connect/shape.ts';
import { nameFields } from './whole.ts';

const field = (name: string, value: string, more: Partial<Field> = {}): Field => ({
  id: 'f1',
  name,
  type: 'STRING',
  purpose: '',
  section: null,
  value: secret(value),
  code: null,
  ...more,
});

const named = (...fields: Field[]): readonly string[] | string => {
  const result = nameFields('DB', fields);
  return result.ok ? result.value.map(({ name, value }) => `${name}=${value.reveal()}`) : result.error;
};

describe('a whole item', () => {
  test.each([
    ['password', 'DB_PASSWORD'],
    ['API key (prod)', 'DB_API_KEY_PROD'],
    ['  --x.y--  ', 'DB_X_Y'],
    ['Schlüssel', 'DB_SCHLUSSEL'],
    ['2nd', 'DB_2ND'],
    ['PATH', 'DB_PATH'],
    ['a=b\nPATH', 'DB_A_B_PATH'],
  ])('has its field %j as %s', (label, name) => {
    expect(named(field(label, 'v'))).toEqual([`${name}=v`]);
  });

  test('has a field without a name by its id', () => {
    expect(named(field('', 'v', { id: 'notesPlain' }))).toEqual(['DB_NOTESPLAIN=v']);
  });

  test('leaves out what has no value, and gives the digits of a one-time password, never its seed', () => {
    const otp = (code: string | null) =>
      field('code', 'otpauth://totp/x', { type: 'OTP', code: code === null ? null : secret(code) });
    expect(named(field('empty', ''), otp('123456'), field('a', 'v'))).toEqual(['DB_CODE=123456', 'DB_A=v']);
    expect(named(otp(null))).toBe('it has no field with a value');
    expect(named()).toBe('it has no field with a value');
  });

  test('is refused where a field makes no variable’s name', () => {
    expect(named(field('密码', 'v'))).toBe("its field `密码` makes no variable's name: load it by its id");
    expect(named(field('a'.repeat(253), 'v'))).toEqual([`DB_${'A'.repeat(253)}=v`]);
    expect(named(field('a'.repeat(254), 'v'))).toMatch(/makes no variable's name: load it by its id$/);
  });
});
