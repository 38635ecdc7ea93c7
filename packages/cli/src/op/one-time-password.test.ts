import { instant, secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { oneTimePassword } from './one-time-password.ts';

const at = (seconds: number) => instant(seconds * 1_000);

const field = (value: string | null, over = {}) => ({
  id: 'otp1',
  label: 'one-time password',
  type: 'OTP',
  purpose: null,
  section: null,
  value: value === null ? null : secret(value),
  totp: null,
  ...over,
});

const code = (result: ReturnType<typeof oneTimePassword>): string =>
  result.ok ? result.value.reveal() : result.error.code;

describe('a one-time password', () => {
  const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

  test("is computed from the field's secret", () => {
    expect(code(oneTimePassword(field(SECRET), at(59)))).toBe('287082');
  });

  test('the digits that a server sends are taken', () => {
    expect(code(oneTimePassword(field(SECRET, { totp: secret('123456') }), at(59)))).toBe('123456');
  });

  test.each(['', 'not base 32!'])(
    '%j is no secret that can be read, and the failure does not repeat it',
    (value) => {
      const failed = oneTimePassword(field(value), at(59));
      expect(failed).toEqual({
        ok: false,
        error: {
          code: 'NO_CODE',
          field: 'one-time password',
          problem: 'its value is no secret that can be read',
        },
      });
    },
  );

  test('a field of another type has none', () => {
    expect(oneTimePassword(field(SECRET, { type: 'CONCEALED' }), at(59))).toMatchObject({ ok: false });
  });
});
