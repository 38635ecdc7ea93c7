import { instant } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { oneTimePassword, parseSeed } from './one-time-password.ts';

const at = (seconds: number) => instant(seconds * 1_000);

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a one-time password', () => {
  // RFC 6238, appendix B.
  test.each([
    ['sha1', 59, '94287082'],
    ['sha256', 59, '46119246'],
    ['sha512', 59, '90693936'],
    ['sha1', 1_111_111_109, '07081804'],
    ['sha256', 1_111_111_109, '68084774'],
    ['sha512', 1_111_111_109, '25091201'],
    ['sha1', 20_000_000_000, '65353130'],
    ['sha256', 20_000_000_000, '77737706'],
    ['sha512', 20_000_000_000, '47863826'],
  ] as const)('%s at %d s is %s', (algorithm, seconds, digits) => {
    const length = { sha1: 20, sha256: 32, sha512: 64 }[algorithm];
    const key = Buffer.from('1234567890'.repeat(7).slice(0, length));
    expect(oneTimePassword({ key, digits: 8, periodSeconds: 30, algorithm }, at(seconds))).toBe(digits);
  });

  test.each([
    [SECRET, '287082'],
    ['gezd gnbv gy3t qojq gezd gnbv gy3t qojq', '287082'],
    [`${SECRET}====`, '287082'],
    [`otpauth://totp/Acme:ada?secret=${SECRET}&issuer=Acme`, '287082'],
    [`otpauth://totp/x?secret=${SECRET}&digits=8&period=30&algorithm=SHA1`, '94287082'],
    [`otpauth://totp/x?secret=${SECRET}&period=60`, '755224'],
  ])('of %s at 59 s', (text, digits) => {
    const seed = parseSeed(text);
    expect(seed && oneTimePassword(seed, at(59))).toBe(digits);
  });

  test.each([
    '',
    'not base 32!',
    'A',
    `otpauth://hotp/x?secret=${SECRET}&counter=1`,
    'otpauth://totp/x',
    `otpauth://totp/x?secret=${SECRET}&digits=11`,
    `otpauth://totp/x?secret=${SECRET}&period=0`,
    `otpauth://totp/x?secret=${SECRET}&algorithm=MD5`,
    'otpauth://[',
  ])('%j is no seed', (text) => {
    expect(parseSeed(text)).toBeUndefined();
  });
});
