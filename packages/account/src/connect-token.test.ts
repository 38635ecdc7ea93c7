import { createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Instant, instant, type TokenVault } from '@connect-token/core';
import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader, exportJWK, exportSPKI, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { signToken, TOKEN_BYTES_MAX, type TokenAuthority, verifyToken } from './connect-token.ts';
import { newId } from './identifier.ts';
import { sealingKey } from './seal.ts';
import { newSigningKey, openSigningKey, type SigningKey } from './signing-key.ts';
import { must } from './testing/house.ts';

const NOW = instant(Date.UTC(2026, 10, 1, 12, 0, 0, 250));
const EXP = instant(Date.UTC(2026, 10, 1, 12, 15));
const VAULTS: readonly [TokenVault, TokenVault, TokenVault] = [
  { vaultId: 'a'.repeat(26), access: 'r' },
  { vaultId: 'b'.repeat(26), access: 'w' },
  { vaultId: 'c'.repeat(26), access: 'rw' },
];

async function newKey(): Promise<SigningKey> {
  const key = sealingKey(randomBytes(32));
  return must(await openSigningKey({ current: key, previous: null }, await newSigningKey(key)));
}

let authority: TokenAuthority;
beforeAll(async () => {
  authority = { accountId: 'acme', issuer: 'connect-token:abcd1234', key: await newKey() };
});

async function tokenOf(id: string, expiresAt: Instant | null = EXP, by = authority): Promise<string> {
  const facts = { id, serverId: 'SERVER', vaults: VAULTS, issuedAt: NOW, expiresAt };
  return (await signToken(by, facts)).reveal();
}

describe('what a token says', () => {
  test('all its claims', async () => {
    const id = newId();
    const text = await tokenOf(id);
    expect(decodeProtectedHeader(text)).toEqual({ alg: 'ES256', kid: authority.key.id, typ: 'JWT' });
    expect(decodeJwt(text)).toEqual({
      '1password.com/auuid': 'acme',
      '1password.com/token': expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      '1password.com/fts': ['vaultaccess'],
      '1password.com/vts': [
        { u: 'a'.repeat(26), a: 1 },
        { u: 'b'.repeat(26), a: 2 },
        { u: 'c'.repeat(26), a: 3 },
      ],
      iss: 'connect-token:abcd1234',
      aud: ['com.1password.connect'],
      sub: 'SERVER',
      jti: id,
      iat: Math.floor(NOW / 1000),
      exp: EXP / 1000,
    });
  });

  test('no `exp` where it never expires', async () => {
    expect(decodeJwt(await tokenOf(newId(), null))).not.toHaveProperty('exp');
  });

  test('another bearer secret each time', async () => {
    const secretOf = async (): Promise<unknown> => decodeJwt(await tokenOf(newId()))['1password.com/token'];
    expect(await secretOf()).not.toBe(await secretOf());
  });

  test('a token of a hundred vaults is far below the limit', async () => {
    const vaults = Array.from({ length: 99 }, (): TokenVault => ({ vaultId: newId(), access: 'rw' }));
    const facts = { id: newId(), serverId: 'S', issuedAt: NOW, expiresAt: EXP };
    const text = await signToken(authority, { ...facts, vaults: [VAULTS[0], ...vaults] });
    expect(text.reveal().length).toBeLessThan(TOKEN_BYTES_MAX / 2);
  });
});

test('the private key can not be taken out of the process that signs with it', async () => {
  const { privateKey } = authority.key;
  expect(privateKey.extractable).toBe(false);
  await expect(exportJWK(privateKey)).rejects.toThrow();
});

describe('its life', () => {
  test.each([
    ['one millisecond before `exp`', EXP - 1, true],
    ['at `exp`', EXP, false],
    ['long after', EXP + 86_400_000, false],
  ])('%s', async (_, at, alive) => {
    const id = newId();
    const verified = await verifyToken(authority, await tokenOf(id), instant(at));
    expect(verified).toEqual(
      alive ? { ok: true, value: { id, expiresAt: EXP } } : { ok: false, error: 'not-valid' },
    );
  });

  test('without an expiry it does not end', async () => {
    const text = await tokenOf(newId(), null);
    expect((await verifyToken(authority, text, instant(NOW + 10 ** 12))).ok).toBe(true);
  });
});

describe('whose it is', () => {
  const told = async (bearer: string) => verifyToken(authority, bearer, NOW);
  const refusal = (error: string) => ({ ok: false, error });

  test('another key of the same issuer', async () => {
    const other = { ...authority, key: await newKey() };
    expect(await told(await tokenOf(newId(), EXP, other))).toEqual(refusal('bad-signature'));
  });

  test('the same key, another issuer', async () => {
    const other = { ...authority, issuer: 'com.1password.b5' };
    expect(await told(await tokenOf(newId(), EXP, other))).toEqual(refusal('not-valid'));
  });

  test('the same key, another audience', async () => {
    const text = await new SignJWT({ jti: newId(), iss: authority.issuer, aud: 'another' })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(authority.key.privateKey);
    expect(await told(text)).toEqual(refusal('not-valid'));
  });

  test('the same key, no id', async () => {
    const text = await new SignJWT({ iss: authority.issuer, aud: 'com.1password.connect' })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(authority.key.privateKey);
    expect(await told(text)).toEqual(refusal('not-valid'));
  });

  const claims = () => ({ jti: newId(), iss: authority.issuer, aud: 'com.1password.connect' });
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each(['none', 'None', 'NONE'])('the algorithm %s', async (alg) => {
    expect(await told(`${part({ alg })}.${part(claims())}.`)).toMatchObject({ ok: false });
  });

  test('no algorithm at all', async () => {
    expect(await told(`${part({})}.${part(claims())}.AA`)).toMatchObject({ ok: false });
  });

  test('an HMAC under the public key', async () => {
    const body = `${part({ alg: 'HS256' })}.${part(claims())}`;
    const mac = createHmac('sha256', await exportSPKI(authority.key.publicKey))
      .update(body)
      .digest('base64url');
    expect(await told(`${body}.${mac}`)).toEqual(refusal('bad-signature'));
  });

  test('a key that the token brings along', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const body = `${part({ alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) })}.${part(claims())}`;
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const signature = createSign('sha256').update(body).sign(key, 'base64url');
    expect(await told(`${body}.${signature}`)).toEqual(refusal('bad-signature'));
  });

  test('a payload that was changed', async () => {
    const [header, payload, signature] = (await tokenOf(newId())).split('.');
    const wider = { ...decodeJwt(`${header}.${payload}.${signature}`), jti: newId() };
    expect(await told(`${header}.${part(wider)}.${signature}`)).toEqual(refusal('bad-signature'));
  });

  test('a token that is larger than any of ours, although its signature is good', async () => {
    const sized = (bytes: number) =>
      new SignJWT({ ...claims(), padding: 'x'.repeat(bytes) })
        .setProtectedHeader({ alg: 'ES256' })
        .sign(authority.key.privateKey);
    const [small, large] = [await sized(TOKEN_BYTES_MAX / 2), await sized(TOKEN_BYTES_MAX)];
    expect((await told(small)).ok).toBe(true);
    expect(await told(large)).toEqual(refusal('not-valid'));
  });

  test('what is no token is not valid, and nothing throws', async () => {
    const text = await tokenOf(newId());
    const noise = fc.oneof(
      fc.string(),
      fc.array(fc.base64String(), { maxLength: 5 }).map((parts) => parts.join('.')),
      // In the signature some bits of the last character mean nothing; what is signed is the text of the rest.
      fc.tuple(fc.nat(text.lastIndexOf('.') - 1), fc.string({ maxLength: 2 })).map(([at, some]) => {
        const changed = text.slice(0, at) + some + text.slice(at + 1);
        return changed === text ? '' : changed;
      }),
    );
    await fc.assert(
      fc.asyncProperty(noise, async (bearer) => {
        expect((await told(bearer)).ok).toBe(false);
      }),
    );
    expect(await told('')).toEqual(refusal('not-valid'));
    expect(await told('a.b.c')).toEqual(refusal('not-valid'));
  });
});
