import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Failure, instant, type Result, type Seconds, seconds, secret } from '@connect-token/core';
import {
  type CryptoKey,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Claims, jobClaims, startIssuer, type TestIssuer } from '../testing/issuer.ts';
import { manualTime } from '../testing/manual-time.ts';
import { fetchKeySet } from './discovery.ts';
import { FETCH_LIMITS } from './fetch-json.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { type Trust, verifyIdToken } from './verify.ts';

const AUDIENCE = 'https://broker.acme.example';
const NOW = instant(Date.UTC(2026, 10, 1, 12));
const IAT = NOW / 1000;

const time = manualTime(NOW);
const agent = new Agent();
let issuer: TestIssuer;
let trust: Trust;

beforeAll(async () => {
  issuer = await startIssuer(AUDIENCE, time.clock.now);
  const keys = createIssuerKeys(issuer.url, () => fetchKeySet(issuer.url, FETCH_LIMITS, agent), time);
  trust = { issuers: new Map([[issuer.url, keys]]), audience: AUDIENCE, clock: time.clock };
});

afterAll(async () => {
  await issuer.stop();
  await agent.close();
});

const failuresOf = <T>(result: Result<T, readonly Failure[]>): readonly Failure[] =>
  result.ok ? [] : result.error;

const verify = (idToken: string) => verifyIdToken(secret(idToken), trust);

/** The first failure that an ID token with these claims meets. */
const refused = async (claims: Claims, header: Claims = {}): Promise<Failure | undefined> =>
  failuresOf(await verify(await issuer.idToken(claims, header)))[0];

describe('an ID token of a job', () => {
  test('is accepted, and its claims become the identity', async () => {
    const verified = await verify(await issuer.idToken({ jti: 'j-1' }));
    expect(verified).toEqual({
      ok: true,
      value: {
        issuer: issuer.url,
        subject: 'repo:acme/shop:environment:production',
        tokenId: 'j-1',
        issuedAt: NOW,
        expiresAt: NOW + 300_000,
        repositoryId: '501002003',
        repositoryOwnerId: '9001',
        repository: 'acme/shop',
        runId: '17000000001',
        runAttempt: '1',
        checkRunId: '61000000001',
        ref: 'refs/heads/main',
        refType: 'branch',
        environment: 'production',
        event: 'push',
        workflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
        jobWorkflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
      },
    });
  });

  test('needs none of the newer claims: what is absent is null, and what is empty is empty', async () => {
    const absent = {
      check_run_id: undefined,
      ref: undefined,
      ref_type: undefined,
      event_name: undefined,
      workflow_ref: undefined,
      job_workflow_ref: undefined,
    };
    const verified = await verify(await issuer.idToken({ ...absent, environment: '' }));
    expect(verified.ok && verified.value).toMatchObject({
      checkRunId: null,
      ref: null,
      refType: null,
      event: null,
      workflowRef: null,
      jobWorkflowRef: null,
      environment: '',
    });
  });
});

test('a check run id may be a number: it is newer than the form of the other ids', async () => {
  const verified = await verify(await issuer.idToken({ check_run_id: 61_000_000_001 }));
  expect(verified.ok && verified.value.checkRunId).toBe('61000000001');
});

describe('the algorithm', () => {
  type Sign = (claims: Claims) => Promise<string>;
  const unsigned =
    (alg: unknown, signature = ''): Sign =>
    async (claims) =>
      [{ alg, kid: 'k1', typ: 'JWT' }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .concat(signature)
        .join('.');
  const signed =
    (alg: string, key: () => Promise<CryptoKey | Uint8Array>): Sign =>
    async (claims) => {
      const header: JWTHeaderParameters = { alg, kid: 'k1', typ: 'JWT' };
      return new SignJWT({ ...claims }).setProtectedHeader(header).sign(await key());
    };
  const privateKeyOf = async (alg: string) => {
    const { alg: _rs256, ...jwk } = issuer.server.issuer.keys.get('k1') ?? {};
    return (await importJWK(jwk, alg)) as CryptoKey;
  };
  const publicKeyText = async () => {
    const { n = '', e = '' } = issuer.server.issuer.keys.toJSON()[0] as { n?: string; e?: string };
    const key = (await importJWK({ kty: 'RSA', n, e }, 'RS256', { extractable: true })) as CryptoKey;
    return new TextEncoder().encode(await exportSPKI(key));
  };
  const modulus = async () =>
    Buffer.from((issuer.server.issuer.keys.toJSON()[0] as unknown as { n: string }).n, 'base64url');
  const fresh = (alg: string) => async () => (await generateKeyPair(alg)).privateKey;

  const matrix: readonly (readonly [string, Sign, Failure['code']])[] = [
    ['none', unsigned('none'), 'ID_TOKEN_ALGORITHM'],
    ['none with a signature', unsigned('none', 'c2ln'), 'ID_TOKEN_ALGORITHM'],
    ['None', unsigned('None'), 'ID_TOKEN_ALGORITHM'],
    ['NONE', unsigned('NONE'), 'ID_TOKEN_ALGORITHM'],
    ['an empty name', unsigned(''), 'ID_TOKEN_ALGORITHM'],
    ['rs256 in lower case', unsigned('rs256', 'c2ln'), 'ID_TOKEN_ALGORITHM'],
    ['null', unsigned(null), 'ID_TOKEN_MALFORMED'],
    ['HS256 with the public key as PEM', signed('HS256', publicKeyText), 'ID_TOKEN_ALGORITHM'],
    ['HS256 with the modulus', signed('HS256', modulus), 'ID_TOKEN_ALGORITHM'],
    ['HS512 with the public key as PEM', signed('HS512', publicKeyText), 'ID_TOKEN_ALGORITHM'],
    ['ES256 with a key of its own', signed('ES256', fresh('ES256')), 'ID_TOKEN_ALGORITHM'],
    ['EdDSA with a key of its own', signed('EdDSA', fresh('EdDSA')), 'ID_TOKEN_ALGORITHM'],
    ['PS256 with the right key', signed('PS256', () => privateKeyOf('PS256')), 'ID_TOKEN_ALGORITHM'],
    ['RS384 with the right key', signed('RS384', () => privateKeyOf('RS384')), 'ID_TOKEN_ALGORITHM'],
    ['RS512 with the right key', signed('RS512', () => privateKeyOf('RS512')), 'ID_TOKEN_ALGORITHM'],
    ['RS256 without a signature', unsigned('RS256'), 'ID_TOKEN_SIGNATURE_INVALID'],
    ['RS256 with rubbish', unsigned('RS256', 'c2ln'), 'ID_TOKEN_SIGNATURE_INVALID'],
    [
      'RS256 with a key of its own under a known kid',
      signed('RS256', fresh('RS256')),
      'ID_TOKEN_SIGNATURE_INVALID',
    ],
  ];

  test.each(matrix)('%s is refused', async (_what, sign, code) => {
    const idToken = await sign(jobClaims(issuer.url, AUDIENCE, NOW));
    expect(failuresOf(await verify(idToken)).map((failure) => failure.code)).toEqual([code]);
  });

  test('RS256 with the right key is accepted, by the same way of signing', async () => {
    const idToken = await signed('RS256', () => privateKeyOf('RS256'))(jobClaims(issuer.url, AUDIENCE, NOW));
    expect((await verify(idToken)).ok).toBe(true);
  });

  test('one flipped character in the payload breaks the signature', async () => {
    const [header, , signature] = (await issuer.idToken()).split('.');
    const other = (await issuer.idToken({ repository_id: '501002004' })).split('.')[1];
    const failures = failuresOf(await verify(`${header}.${other}.${signature}`));
    expect(failures).toEqual([{ code: 'ID_TOKEN_SIGNATURE_INVALID', issuer: issuer.url }]);
  });
});

describe('the header of a token', () => {
  test('never makes the broker fetch anything: `jku`, `x5u`, `jwk` and a kid that is a URL', async () => {
    const requests: string[] = [];
    const canary = createServer((request, response) => {
      requests.push(String(request.url));
      response.end('{"keys":[]}');
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/keys`;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = publicKey.export({ format: 'jwk' });
    const sign = (header: Claims, claims: Claims = {}) =>
      new SignJWT({ ...jobClaims(issuer.url, AUDIENCE, NOW), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
        .sign(privateKey);

    const signature = [{ code: 'ID_TOKEN_SIGNATURE_INVALID', issuer: issuer.url }];
    expect(failuresOf(await verify(await sign({ jku: url })))).toEqual(signature);
    expect(failuresOf(await verify(await sign({ x5u: url })))).toEqual(signature);
    expect(failuresOf(await verify(await sign({ jwk })))).toEqual(signature);
    expect(failuresOf(await verify(await sign({ kid: url })))).toEqual([
      { code: 'ID_TOKEN_KEY_UNKNOWN', issuer: issuer.url, kid: url },
    ]);
    expect(failuresOf(await verify(await sign({ kid: '../../keys' })))[0]?.code).toBe('ID_TOKEN_KEY_UNKNOWN');
    expect(failuresOf(await verify(await sign({}, { iss: new URL(url).origin })))[0]?.code).toBe(
      'ID_TOKEN_ISSUER_UNKNOWN',
    );
    expect(requests).toEqual([]);
    await new Promise((resolve) => canary.close(resolve));
  });
});

describe('the issuer', () => {
  test.each([
    ['a trailing slash', (url: string) => `${url}/`],
    ['a path below', (url: string) => `${url}/enterprise`],
    ['another host that begins the same', (url: string) => `${url}.evil.example`],
    ['a user', (url: string) => url.replace('://', '://user@')],
    ['upper case', (url: string) => url.replace('http', 'HTTP')],
    ['a full-width character', (url: string) => url.replace('1', '１')],
    ['a zero-width space', (url: string) => `${url}\u200b`],
    ['another port', (url: string) => url.replace(/\d+$/, '1')],
    ['a list', (url: string) => [url]],
    ['an object', (url: string) => ({ url })],
    ['nothing', () => undefined],
    ['the name of a member that every object has', () => '__proto__'],
  ])('with %s is not the configured one', async (_what, change) => {
    expect((await refused({ iss: change(issuer.url) }))?.code).toBe('ID_TOKEN_ISSUER_UNKNOWN');
  });
});

describe('the audience', () => {
  test.each([
    ['a list of ours alone', [AUDIENCE]],
    ['a list with ours', [AUDIENCE, 'https://other.example']],
    ['an empty list', []],
    ['a part of ours', AUDIENCE.slice(0, -1)],
    ['more than ours', `${AUDIENCE}/`],
    ['ours in upper case', AUDIENCE.toUpperCase()],
    ['ours with a space', ` ${AUDIENCE}`],
    ['another', 'https://github.com/acme'],
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
  ])('as %s is refused', async (_what, aud) => {
    expect(await refused({ aud })).toMatchObject({ code: 'ID_TOKEN_AUDIENCE', expected: AUDIENCE });
  });
});

describe('the times', () => {
  const span = (iat: number, exp = iat + 300, nbf = iat): Claims => ({ iat, nbf, exp });

  test.each([
    ['59 s past its exp', span(IAT - 359), undefined],
    ['60 s past its exp', span(IAT - 360), 'ID_TOKEN_EXPIRED'],
    ['61 s past its exp', span(IAT - 361), 'ID_TOKEN_EXPIRED'],
    ['60 s before its nbf', span(IAT, IAT + 300, IAT + 60), undefined],
    ['61 s before its nbf', span(IAT, IAT + 300, IAT + 61), 'ID_TOKEN_NOT_YET_VALID'],
    ['60 s before its iat', span(IAT + 60, IAT + 360, IAT), undefined],
    ['61 s before its iat', span(IAT + 61, IAT + 361, IAT), 'ID_TOKEN_NOT_YET_VALID'],
    ['600 s old', span(IAT - 600, IAT + 300), undefined],
    ['601 s old', span(IAT - 601, IAT + 300), 'ID_TOKEN_TOO_OLD'],
    ['signed for 24 h', span(IAT, IAT + 86_400), undefined],
    ['signed for 24 h and 1 s', span(IAT, IAT + 86_401), 'ID_TOKEN_CLAIM_INVALID'],
    ['ended before it began', span(IAT, IAT - 1), 'ID_TOKEN_CLAIM_INVALID'],
    ['ended when it began', span(IAT, IAT), 'ID_TOKEN_CLAIM_INVALID'],
  ])('of a token that is %s', async (_what, claims, code) => {
    expect((await refused(claims))?.code).toBe(code);
  });

  test('are told with both instants', async () => {
    expect(await refused(span(IAT - 400))).toEqual({
      code: 'ID_TOKEN_EXPIRED',
      expiredAt: (IAT - 100) * 1000,
      now: NOW,
    });
    expect(await refused(span(IAT - 700, IAT + 10))).toEqual({
      code: 'ID_TOKEN_TOO_OLD',
      age: 700,
      max: 600,
    });
  });

  const forms: readonly unknown[] = [
    undefined,
    null,
    '1793534400',
    IAT + 0.5,
    -1,
    1e300,
    IAT * 1000,
    true,
    [IAT],
    {},
  ];
  test.each(['exp', 'nbf', 'iat'].flatMap((claim) => forms.map((value) => [claim, value] as const)))(
    '%s as %j is refused',
    async (claim, value) => {
      // jose's own signer refuses some of these forms, so the issuer's is told to leave them alone.
      expect(await refused({ [claim]: value })).toMatchObject({ code: 'ID_TOKEN_CLAIM_INVALID', claim });
    },
  );
});

describe('the claims', () => {
  test.each([
    ...['repository_id', 'repository_owner_id', 'run_id', 'run_attempt'].flatMap((claim) =>
      [undefined, null, '', 501_002_003, '0', '01', '1e3', ' 1', '1\n', '٣', 'x', '1'.repeat(21), ['1']].map(
        (value) => [claim, value] as const,
      ),
    ),
    ...['jti', 'sub', 'repository'].flatMap((claim) =>
      [undefined, null, '', 1, {}, 'x'.repeat(1_025)].map((value) => [claim, value] as const),
    ),
    ['check_run_id', 0],
    ['check_run_id', 1.5],
    ['check_run_id', 2 ** 53],
    ['check_run_id', 'x'],
    ['environment', 1],
    ['environment', ['production']],
    ['ref', { toString: 'refs/heads/main' }],
    ['event_name', true],
    ['workflow_ref', 'x'.repeat(1_025)],
  ] as const)('%s as %.20j is refused', async (claim, value) => {
    expect(await refused({ [claim]: value })).toMatchObject({ code: 'ID_TOKEN_CLAIM_INVALID', claim });
  });

  test('are reported all at once', async () => {
    const idToken = await issuer.idToken({ repository_id: undefined, run_id: 7, jti: '' });
    expect(failuresOf(await verify(idToken))).toEqual([
      { code: 'ID_TOKEN_CLAIM_INVALID', claim: 'jti', problem: 'is not a text of 1 to 1024 characters' },
      { code: 'ID_TOKEN_CLAIM_INVALID', claim: 'repository_id', problem: 'is missing' },
      { code: 'ID_TOKEN_CLAIM_INVALID', claim: 'run_id', problem: 'is not a numeric id in quotes' },
    ]);
  });
});

test('one second decides at each edge, whatever the milliseconds of our clock say', async () => {
  const idToken = await issuer.idToken({ iat: IAT, nbf: IAT, exp: IAT + 100 });
  const at = async (offset: Seconds, ms: number) => {
    time.set(instant(NOW + offset * 1000 + ms));
    return failuresOf(await verify(idToken))[0]?.code;
  };
  expect(await at(seconds(159), 999)).toBeUndefined();
  expect(await at(seconds(160), 0)).toBe('ID_TOKEN_EXPIRED');
  time.set(NOW);
});
