import { expect, test } from 'vitest';
import { readTokenClaims } from './token-claims.ts';

const token = (claims: unknown): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

test('a token says whose it is', () => {
  expect(readTokenClaims(token({ sub: 'SERVER1', '1password.com/auuid': 'ACCOUNT1' }))).toEqual({
    account: 'ACCOUNT1',
    server: 'SERVER1',
  });
});

test.each([
  '',
  'x',
  'x.y.z',
  token(null),
  token([]),
  token({ sub: 7 }),
  token({ sub: 'a\u001Bb' }),
  token({ sub: '' }),
])('%j says nothing that could be shown', (text) => {
  expect(readTokenClaims(text)).toEqual({ account: undefined, server: undefined });
});
