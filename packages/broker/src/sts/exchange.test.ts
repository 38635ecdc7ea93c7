import { randomUUID } from 'node:crypto';
import { ok } from '@connect-token/core';
import { keyOfHandle } from '@connect-token/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchangeForm, type House, handle, openHouse } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** A job of its own, so that no test meets the limit of open leases of another. */
const job = () => ({ run_id: String(Number.parseInt(randomUUID().slice(0, 8), 16) + 1) });
const withKey = (key: string) => ({ claims: job(), headers: { 'idempotency-key': key } });

const liveTokens = async (): Promise<number> => {
  const tokens = await house.controlPlane.tokens.list();
  return tokens.ok ? tokens.value.filter(({ state }) => state === 'ACTIVE').length : -1;
};

describe('a token exchange', () => {
  test('is answered with what was granted, and with headers that keep it out of caches', async () => {
    const { status, headers, body } = await house.mint({ claims: job() });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'authorization_details',
      'expires_in',
      'issued_token_type',
      'lease_id',
      'lifetime_max',
      'rule',
      'token_type',
    ]);
    expect(body['expires_in']).toBeGreaterThan(290);
    expect(body['expires_in']).toBeLessThanOrEqual(300);
  });

  test('ignores a client_id and parameters that it does not know', async () => {
    const form = {
      client_id: 'anybody',
      resource: 'https://x.example',
      scope: 'x',
      toString: 'x',
      __proto__: 'x',
    };
    expect((await house.mint({ claims: job(), form })).status).toBe(200);
  });

  test('takes parameters without a value for left out', async () => {
    const form = { audience: '', requested_token_type: '', client_secret: '' };
    expect((await house.mint({ claims: job(), form })).status).toBe(200);
  });

  test('refuses any parameter that is repeated, known or not, and names each', async () => {
    const form = new URLSearchParams({ grant_type: 'x', audience: 'a' });
    form.append('audience', 'a');
    form.append('__proto__', '1');
    form.append('__proto__', '2');
    const { status, body } = await house.post('/oauth/token', form.toString());
    expect({ status, ...body }).toMatchObject({
      status: 400,
      error: 'invalid_request',
      errors: [
        { code: 'REQUEST_MALFORMED', message: 'the parameter `audience` is repeated' },
        { code: 'REQUEST_MALFORMED', message: 'the parameter `__proto__` is repeated' },
      ],
    });
  });

  test('reports every mistake of a request at once', async () => {
    const vaults = [{ vault: '' }, { vault: 'x', permissions: ['admin'] }];
    const form = {
      subject_token: undefined,
      subject_token_type: 'x',
      requested_token_type: 'x',
      audience: 'x'.repeat(300),
      authorization_details: JSON.stringify([{ type: 'other', vaults, expires_in: 1.5, more: 1 }]),
    };
    const { body } = await house.mint({ form, headers: { 'idempotency-key': 'x' } });
    expect((body['errors'] as { message: string }[]).map(({ message }) => message)).toEqual([
      'the parameter `subject_token` is missing: the ID token of the job',
      expect.stringContaining('`subject_token_type` is not'),
      expect.stringContaining('`requested_token_type` is not'),
      '`audience` is not the name or the id of a Connect server',
      expect.stringContaining('`Idempotency-Key` is not'),
      'authorization_details: [0].type is not `connect_vaults`',
      'authorization_details: [0].vaults[0].vault is below 1 characters',
      'authorization_details: [0].vaults[1].permissions[0] is not `read` or `write`',
      'authorization_details: [0].expires_in is not a whole number',
      'authorization_details: [0] has unknown members: `more`',
    ]);
  });

  test('refuses an Authorization header of any kind before it reads the body', async () => {
    for (const authorization of ['Basic eDp5', 'Bearer x', '']) {
      const { status, headers, body } = await house.mint({ headers: { authorization } });
      expect({ status, error: body['error'] }).toEqual({ status: 401, error: 'invalid_client' });
      expect(headers.get('www-authenticate')).toBeNull();
    }
  });

  test.each([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
  ])('takes no body of %s', async (type) => {
    const { status, body } = await house.post('/oauth/token', '{"grant_type":"x"}', { 'content-type': type });
    expect({ status, ...body }).toMatchObject({
      status: 400,
      error: 'invalid_request',
      code: 'REQUEST_MALFORMED',
    });
  });

  test('takes a form with a charset, and no body for an empty form', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
    expect((await house.mint({ claims: job(), headers: type })).status).toBe(200);
    const bare = await fetch(`${house.url}/oauth/token`, { method: 'POST' });
    expect(await bare.json()).toMatchObject({ error_description: 'the parameter `grant_type` is missing' });
  });

  test('answers a path that it does not have, and a method, with an OAuth error as well', async () => {
    for (const path of [
      '/',
      '/oauth/token',
      '/oauth/authorize',
      '/oauth/token/',
      '/v1/vaults?token=secret',
    ]) {
      const { status, body, text } = await house.get(path);
      expect({ status, error: body['error'], code: body['code'] }).toEqual({
        status: 404,
        error: 'invalid_request',
        code: 'ROUTE_UNKNOWN',
      });
      expect(text).not.toContain('secret');
    }
    expect(await house.get('/%zz')).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
  });
});

describe('one ID token, one key', () => {
  test('fifty requests with one ID token get one token and 49 refusals that say it was replayed', async () => {
    const before = await liveTokens();
    const form = exchangeForm(await house.issuer.idToken(job()));
    const replies = await Promise.all(Array.from({ length: 50 }, () => house.post('/oauth/token', form)));
    const outcomes = replies.map(({ status, body }) => (status === 200 ? 'ok' : body['code']));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'ID_TOKEN_REPLAYED')).toHaveLength(49);
    expect(await liveTokens()).toBe(before + 1);
  });

  test('fifty requests with one key and their own ID tokens get one token, which stays', async () => {
    const before = await liveTokens();
    const key = keyOfHandle(handle());
    const replies = await Promise.all(Array.from({ length: 50 }, () => house.mint(withKey(key))));
    const outcomes = replies.map(({ status, body }) => (status === 200 ? 'ok' : `${status} ${body['code']}`));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === '400 HANDLE_USED')).toHaveLength(49);
    expect(await liveTokens()).toBe(before + 1);
  });

  test('a refused mint does not use the ID token up', async () => {
    const form = exchangeForm(await house.issuer.idToken(job()));
    const refused = await house.post('/oauth/token', { ...form, audience: 'Nowhere' });
    expect(refused.body['code']).toBe('SERVER_UNKNOWN');
    expect((await house.post('/oauth/token', form)).status).toBe(200);
  });

  test.each(['', 'x', `${'A'.repeat(43)}=`, 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}+`])(
    'the key %j is malformed',
    async (key) => {
      const { status, body } = await house.mint(withKey(key));
      expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'REQUEST_MALFORMED' });
    },
  );

  test('two keys in two headers are malformed', async () => {
    const key = keyOfHandle(handle());
    const { body } = await house.mint({ headers: { 'idempotency-key': `${key}, ${key}` } });
    expect(body['code']).toBe('REQUEST_MALFORMED');
  });
});

test('no refusal names the token, whatever is wrong with it or wherever it stands', async () => {
  const idToken = await house.issuer.idToken(job());
  const [header = '', payload = '', signature = ''] = idToken.split('.');
  const replies = [
    await house.post('/oauth/token', exchangeForm(`${header}.${payload}`)),
    await house.post('/oauth/token', exchangeForm(`${header}.${payload}.${signature.slice(1)}`)),
    await house.post('/oauth/token', { ...exchangeForm('x'), audience: idToken }),
    await house.post('/oauth/token', { ...exchangeForm('x'), subject_token_type: idToken }),
    await house.post('/oauth/token', { ...exchangeForm('x'), requested_token_type: idToken }),
    await house.post('/oauth/token', { ...exchangeForm('x'), authorization_details: idToken }),
    await house.mint({ headers: { 'idempotency-key': idToken } }),
  ];
  for (const { status, text } of replies) {
    expect(status).toBe(400);
    expect(text).not.toContain(payload.slice(0, 40));
  }
});

test('a token of a server that came after the start, and has no Connect URL, is taken back', async () => {
  let looks = 0;
  const strange = await openHouse({
    controlPlane: (real) => ({
      ...real,
      servers: {
        list: async () => {
          const servers = await real.servers.list();
          looks += 1;
          if (looks > 1 || !servers.ok) return servers;
          // At the start the server had another id: it was deleted and made again since.
          return ok(servers.value.map((server) => ({ ...server, id: server.id.replace(/.$/, '0') })));
        },
      },
    }),
  });
  const { status, body } = await strange.mint();
  expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'INTERNAL' });
  expect(strange.lines.find(({ event }) => event === body['event_id'])).toMatchObject({
    failures: [{ code: 'CONNECT_URL_INVALID', server: 'Production' }],
  });
  const tokens = await strange.controlPlane.tokens.list();
  expect(tokens.ok && tokens.value.filter(({ state }) => state === 'ACTIVE')).toEqual([]);
  await strange.close();
});
