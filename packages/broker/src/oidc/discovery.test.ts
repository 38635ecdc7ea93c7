import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWeb, type Web } from '../testing/web.ts';
import { fetchKeySet } from './discovery.ts';

const agent = new Agent();
/** Short enough for a test that waits for it, long enough for a loopback answer on a busy machine. */
const LIMITS = { deadlineMs: 2_000, bytesMax: 102_400 };

const rsa = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
const GOOD = { ...rsa(2_048), kid: 'k1', use: 'sig', alg: 'RS256' };

let web: Web;
/** What the two documents answer with: a listener, or a value as JSON. */
let discovery: unknown;
let keys: unknown;

beforeAll(async () => {
  web = await startWeb((request, response) => {
    const answer = request.url === '/keys' ? keys : discovery;
    if (typeof answer === 'function') {
      (answer as RequestListener)(request, response);
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
});

beforeEach(() => {
  discovery = { issuer: web.url, jwks_uri: `${web.url}/keys` };
  keys = { keys: [GOOD] };
  web.requests.length = 0;
});

afterEach(() => expect(web.requests.every((path) => path.startsWith('/'))).toBe(true));

afterAll(async () => {
  await web.stop();
  await agent.close();
});

const fetched = async (issuer = web.url) => {
  const set = await fetchKeySet(issuer, LIMITS, agent);
  return set.ok ? [...set.value.keys()] : set.error.replaceAll(web.url, 'http://issuer');
};

test('the keys of an issuer are found through its discovery document', async () => {
  expect(await fetched()).toEqual(['k1']);
  expect(web.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test('an issuer with a path is asked below that path', async () => {
  discovery = { issuer: `${web.url}/_services/token`, jwks_uri: `${web.url}/keys` };
  expect(await fetched(`${web.url}/_services/token`)).toEqual(['k1']);
  expect(web.requests[0]).toBe('/_services/token/.well-known/openid-configuration');
});

describe('a discovery document is refused', () => {
  test.each([
    [
      'of another issuer',
      () => ({ issuer: 'https://other.example', jwks_uri: `${web.url}/keys` }),
      'another issuer',
    ],
    [
      'of ours with a slash',
      () => ({ issuer: `${web.url}/`, jwks_uri: `${web.url}/keys` }),
      'another issuer',
    ],
    ['without an issuer', () => ({ jwks_uri: `${web.url}/keys` }), 'another issuer'],
    ['that is a list', () => [], 'another issuer'],
    ['without `jwks_uri`', () => ({ issuer: web.url }), '`jwks_uri`'],
    [
      'with keys on another origin',
      () => ({ issuer: web.url, jwks_uri: 'https://keys.example/keys' }),
      '`jwks_uri`',
    ],
    [
      'with keys on another port',
      () => ({ issuer: web.url, jwks_uri: 'http://127.0.0.1:1/keys' }),
      '`jwks_uri`',
    ],
    [
      'with a user in the URL of the keys',
      () => ({ issuer: web.url, jwks_uri: `${web.url.replace('//', '//u:p@')}/keys` }),
      '`jwks_uri`',
    ],
    ['with a relative URL of the keys', () => ({ issuer: web.url, jwks_uri: '/keys' }), '`jwks_uri`'],
    ['with keys in a file', () => ({ issuer: web.url, jwks_uri: 'file:///etc/passwd' }), '`jwks_uri`'],
  ])('%s', async (_what, document, problem) => {
    discovery = document();
    expect(await fetched()).toContain(problem);
    expect(web.requests).toEqual(['/.well-known/openid-configuration']);
  });
});

describe('an answer is refused', () => {
  const answer =
    (status: number, headers: Record<string, string>, body: string): RequestListener =>
    (_request, response) => {
      response.writeHead(status, headers).end(body);
    };
  const JSON_TYPE = { 'content-type': 'application/json' };

  test.each<[string, RequestListener, string]>([
    ['HTML', answer(200, { 'content-type': 'text/html' }, '<html>'), 'did not answer with JSON'],
    [
      'JSON that says it is text',
      answer(200, { 'content-type': 'text/plain' }, '{}'),
      'did not answer with JSON',
    ],
    ['no media type', answer(200, {}, '{}'), 'did not answer with JSON'],
    ['500', answer(500, JSON_TYPE, '{}'), 'answered 500'],
    ['204', answer(204, JSON_TYPE, ''), 'answered 204'],
    [
      'a redirect to itself',
      answer(302, { location: '/.well-known/openid-configuration' }, ''),
      'answered 302',
    ],
    [
      'a permanent redirect elsewhere',
      answer(308, { location: 'https://evil.example/' }, ''),
      'answered 308',
    ],
    ['a body that is cut', answer(200, JSON_TYPE, '{"issuer":'), 'is not JSON'],
    ['an empty body', answer(200, JSON_TYPE, ''), 'is not JSON'],
    ['a member twice', answer(200, JSON_TYPE, '{"issuer":"a","issuer":"b"}'), 'names a member twice'],
    ['10 MB', answer(200, JSON_TYPE, ' '.repeat(10_000_000)), 'more than 102400 bytes'],
    [
      '10 MB in pieces, without a length',
      (_request, response) => {
        response.writeHead(200, JSON_TYPE);
        for (let piece = 0; piece < 100; piece += 1) response.write(' '.repeat(100_000));
        response.end('{}');
      },
      'more than 102400 bytes',
    ],
    ['a reset', (request) => request.socket.destroy(), 'UND_ERR_SOCKET'],
  ])('that is %s', async (_what, listener, problem) => {
    discovery = listener;
    expect(await fetched()).toContain(problem);
  });

  test('that never comes, or stops in the middle, after the deadline', async () => {
    const limits = { ...LIMITS, deadlineMs: 50 };
    discovery = () => {};
    expect(await fetchKeySet(web.url, limits, agent)).toMatchObject({
      ok: false,
      error: expect.stringContaining('in time'),
    });
    discovery = ((_request, response) => {
      response.writeHead(200, JSON_TYPE);
      response.write('{');
    }) satisfies RequestListener;
    expect(await fetchKeySet(web.url, limits, agent)).toMatchObject({
      ok: false,
      error: expect.stringContaining('in time'),
    });
  });

  test('that nobody gives: the cause is named', async () => {
    expect(await fetchKeySet('http://127.0.0.1:1', LIMITS, agent)).toEqual({
      ok: false,
      error: 'http://127.0.0.1:1/.well-known/openid-configuration: ECONNREFUSED',
    });
  });
});

describe('a key set', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const none = 'the key set has no RSA key of 2048 bits or more for signatures';

  test.each<[string, () => unknown, string | readonly string[]]>([
    ['that is empty', () => ({ keys: [] }), none],
    ['that is no set', () => ({}), 'the key set has no list of keys'],
    ['that is a list', () => [GOOD], 'the key set has no list of keys'],
    [
      'with a symmetric key only',
      () => ({ keys: [{ kty: 'oct', kid: 'k1', k: 'c2VjcmV0', alg: 'HS256' }] }),
      none,
    ],
    ['with an EC key only', () => ({ keys: [{ ...ec, kid: 'k1' }] }), none],
    ['with an RSA key of 1024 bits only', () => ({ keys: [{ ...rsa(1_024), kid: 'k1' }] }), none],
    ['with a key for encryption only', () => ({ keys: [{ ...GOOD, use: 'enc' }] }), none],
    ['with a key for another algorithm only', () => ({ keys: [{ ...GOOD, alg: 'RS512' }] }), none],
    ['with a key without a kid only', () => ({ keys: [{ ...GOOD, kid: undefined }] }), none],
    ['with a modulus that is no number', () => ({ keys: [{ ...GOOD, n: '!' }] }), none],
    [
      'with two keys of one kid',
      () => ({ keys: [GOOD, { ...rsa(2_048), kid: 'k1' }] }),
      'the key set has two keys with one `kid`',
    ],
    [
      'with 101 keys',
      () => ({ keys: Array.from({ length: 101 }, () => GOOD) }),
      'the key set has more than 100 keys',
    ],
    [
      'with one key of use among others',
      () => ({
        keys: [{ ...ec, kid: 'ec' }, { ...GOOD, kid: 'r', alg: undefined, use: undefined }, 'x', null],
      }),
      ['r'],
    ],
  ])('%s', async (_what, document, expected) => {
    keys = document();
    expect(await fetched()).toEqual(expected);
  });

  test('served as `application/jwk-set+json` is JSON as well', async () => {
    keys = ((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/jwk-set+json; charset=utf-8' });
      response.end(JSON.stringify({ keys: [GOOD] }));
    }) satisfies RequestListener;
    expect(await fetched()).toEqual(['k1']);
  });
});
