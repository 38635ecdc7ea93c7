import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { githubClaims, type Issuer, startIssuer } from './issuer.ts';

describe('the issuer', () => {
  let issuer: Issuer;

  beforeAll(async () => {
    issuer = await startIssuer();
  });

  afterAll(() => issuer.close());

  test('discovery names its own keys, and they verify its tokens', async () => {
    const discovery = await fetch(`${issuer.url}/.well-known/openid-configuration`);
    const { issuer: named, jwks_uri } = (await discovery.json()) as { issuer: string; jwks_uri: string };
    expect(named).toBe(issuer.url);
    expect(new URL(jwks_uri).origin).toBe(issuer.url);

    const token = await issuer.idToken(githubClaims({ aud: 'https://broker.example' }));
    const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), {
      issuer: issuer.url,
      audience: 'https://broker.example',
    });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({ repository_id: '501002003', repository_owner_id: '9001' });
  });

  test('each token has an id of its own and lives five minutes', async () => {
    const [one, other] = await Promise.all([issuer.idToken(githubClaims()), issuer.idToken(githubClaims())]);
    const { jti, iat = 0, exp = 0 } = decodeJwt(one);
    expect(jti).not.toBe(decodeJwt(other).jti);
    expect(exp - iat).toBe(300);
  });

  test('claims override what the issuer says, and an undefined one is left out', async () => {
    const token = await issuer.idToken(
      githubClaims({ iss: 'https://other.example', environment: undefined }),
    );
    const claims = decodeJwt(token);
    expect(claims.iss).toBe('https://other.example');
    expect(claims).not.toHaveProperty('environment');
  });
});
