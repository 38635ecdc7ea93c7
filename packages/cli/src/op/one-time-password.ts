import { oneTimePassword as digitsOf, parseSeed } from '@connect-token/account/one-time-password';
import { err, type Instant, ok, type Result, type Secret, secret } from '@connect-token/core';
import type { ApiField } from './connect-shape.ts';
import type { OpFailure } from './failure.ts';

/**
 * The digits of a field at a moment: those that the Connect server sends, or computed from the field's secret. Fails with
 * `NO_CODE` where the field is of another type or its secret can't be read; the secret is no part of the failure.
 */
export function oneTimePassword(field: ApiField, now: Instant): Result<Secret<string>, OpFailure> {
  const failed = (problem: string) =>
    err({ code: 'NO_CODE', field: field.label ?? field.id, problem } as const);
  if (field.type !== 'OTP') return failed(`its type is ${field.type}`);
  if (field.totp !== null && field.totp.reveal() !== '') return ok(field.totp);
  const seed = parseSeed(field.value?.reveal() ?? '');
  return seed === undefined
    ? failed('its value is no secret that can be read')
    : ok(secret(digitsOf(seed, now)));
}
