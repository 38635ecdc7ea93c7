import { describe, expect, test } from 'vitest';
import {
  CREDENTIAL_LIFETIME_DEFAULT,
  CREDENTIAL_RIGHTS,
  type CredentialOrder,
  instant,
  planCredential,
  plus,
  refuseCredential,
  refuseCredentialOrder,
  refuseRight,
  seconds,
} from './index.ts';

const NOW = instant(1_000_000);
const order = (more: Partial<CredentialOrder> = {}): CredentialOrder => ({
  name: 'ci',
  personId: 'personaaaaaaaaaaaaaaaaaaaa',
  rights: ['read'],
  lifetime: undefined,
  ...more,
});
const credential = planCredential(order(), '01J00000000000000000000000', NOW);

test('a credential lives 90 days unless asked otherwise, and has each right once', () => {
  expect(credential.expiresAt).toBe(plus(NOW, CREDENTIAL_LIFETIME_DEFAULT));
  expect(CREDENTIAL_LIFETIME_DEFAULT).toBe(90 * 86_400);
  const rights = ['tokens:create', 'read', 'read'] as const;
  expect(planCredential(order({ rights }), credential.id, NOW).rights).toEqual(['read', 'tokens:create']);
});

test.each([
  [59, 'LIFETIME_OUT_OF_RANGE'],
  [60, undefined],
  [365 * 86_400, undefined],
  [365 * 86_400 + 1, 'LIFETIME_OUT_OF_RANGE'],
])('a lifetime of %i seconds: %s', (lifetime, code) => {
  expect(refuseCredentialOrder(order({ lifetime: seconds(lifetime) }))?.code).toBe(code);
});

test('a credential needs a name that can be printed', () => {
  expect(refuseCredentialOrder(order({ name: ' ' }))).toMatchObject({
    code: 'NAME_INVALID',
    thing: 'credential',
  });
  expect(refuseCredentialOrder(order({ name: 'a\u001b[2J' }))?.code).toBe('NAME_INVALID');
});

describe('whether a credential serves', () => {
  test('one second before its expiry it does, at it and after it does not', () => {
    const { expiresAt } = credential;
    expect(refuseCredential(credential, instant(expiresAt - 1_000))).toBeUndefined();
    expect(refuseCredential(credential, expiresAt)).toEqual({
      code: 'CREDENTIAL_EXPIRED',
      expiredAt: expiresAt,
      now: expiresAt,
    });
    expect(refuseCredential(credential, instant(expiresAt + 1))?.code).toBe('CREDENTIAL_EXPIRED');
  });

  test('an unknown or a revoked one does not', () => {
    expect(refuseCredential(undefined, NOW)?.code).toBe('CREDENTIAL_INVALID');
    expect(refuseCredential({ ...credential, revokedAt: NOW }, NOW)?.code).toBe('CREDENTIAL_INVALID');
  });
});

test('manage implies read, and nothing implies the making of tokens (T49)', () => {
  const table = CREDENTIAL_RIGHTS.map((has) =>
    CREDENTIAL_RIGHTS.filter((needed) => refuseRight([has], needed) === undefined),
  );
  expect(table).toEqual([['read'], ['read', 'manage'], ['tokens:create']]);
  expect(refuseRight(['read', 'manage'], 'tokens:create')).toEqual({
    code: 'CREDENTIAL_RIGHT_MISSING',
    right: 'tokens:create',
  });
});
