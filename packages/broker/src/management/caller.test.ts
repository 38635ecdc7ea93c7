import { instant } from '@connect-token/core';
import { newCredential } from '@connect-token/protocol/management';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADA,
  GRACE,
  LINUS,
  type ManagementHouse,
  openManagementHouse,
  PRODUCTION,
  SERVER,
} from '../testing/management-house.ts';

let house: ManagementHouse;
beforeAll(async () => {
  house = await openManagementHouse();
});
afterAll(() => house.close());

describe('a credential', () => {
  test('names its person, its rights and its end', async () => {
    const credential = await house.credential(GRACE, ['read', 'manage'], 60);
    expect((await house.remote('GET', '/api/v1/caller', { credential })).body).toMatchObject({
      actor: { kind: 'person', person_id: GRACE },
      rights: ['read', 'manage'],
      expires_at: new Date(house.now() + 60_000).toISOString(),
    });
  });

  test.each([
    ['that nobody made', () => `Bearer ${newCredential()}`, 'is unknown'],
    ['of another form', () => 'Bearer secret', 'is not'],
    ['that is a handle', () => `Bearer cth_${'a'.repeat(43)}`, 'is not'],
    ['in another scheme', () => `Basic ${newCredential()}`, 'is not'],
    ['that is empty', () => 'Bearer ', 'is not'],
  ])('%s is refused, on the socket too', async (_what, authorization, problem) => {
    const ask = { headers: { authorization: authorization() } };
    for (const reply of [
      await house.remote('GET', '/api/v1/servers', ask),
      await house.local('GET', '/api/v1/servers', ask),
    ]) {
      expect({ status: reply.status, code: reply.body.code }).toEqual({
        status: 401,
        code: 'CREDENTIAL_INVALID',
      });
      expect(reply.body.detail).toContain(problem);
      expect(reply.headers['www-authenticate']).toContain('error="invalid_token"');
    }
  });

  test('serves one millisecond before it expires, and not at its expiry', async () => {
    const credential = await house.credential(ADA, ['read'], 60);
    const start = house.now();
    house.setTime(instant(start + 59_999));
    expect((await house.remote('GET', '/api/v1/servers', { credential })).status).toBe(200);
    house.setTime(instant(start + 60_000));
    const { status, body } = await house.remote('GET', '/api/v1/servers', { credential });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'CREDENTIAL_EXPIRED' });
  });

  test('ends with its revocation, at once', async () => {
    const credential = await house.credential(ADA, ['read']);
    await house.revoke(credential);
    const { status, body } = await house.remote('GET', '/api/v1/servers', { credential });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'CREDENTIAL_INVALID' });
  });

  test('does on the socket what it does over HTTP, and no more', async () => {
    const credential = await house.credential(LINUS, ['manage']);
    const { status, body } = await house.local('PATCH', `/api/v1/servers/${SERVER}`, {
      credential,
      body: { name: 'Mine' },
    });
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'NOT_A_MANAGER' });
  });

  test('gives its person no right that it has not', async () => {
    const linus = await house.credential(LINUS, ['manage', 'tokens:create']);
    const order = {
      name: 'mine',
      server_id: SERVER,
      vaults: [{ vault_id: PRODUCTION, access: 'r' }],
      expires_at: null,
    };
    const made = await house.remote('POST', '/api/v1/tokens', { credential: linus, body: order });
    expect({ status: made.status, code: made.body.code }).toEqual({ status: 403, code: 'NOT_A_MANAGER' });
    const grace = await house.credential(GRACE, ['tokens:create']);
    const { status, body } = await house.remote('POST', '/api/v1/tokens', { credential: grace, body: order });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test('stands in no line of the log, and neither does what it got', async () => {
    const credential = await house.credential(GRACE, ['tokens:create', 'manage']);
    await house.remote('GET', '/api/v1/nothing', { credential });
    await house.remote('GET', `/api/v1/servers/${credential}`, { credential });
    await house.remote('POST', '/api/v1/tokens', { credential, body: `{"name":"${credential}` });
    await house.remote('PATCH', `/api/v1/servers/${credential}`, { credential, body: { name: 'x' } });
    const text = JSON.stringify(house.lines);
    expect(text).toContain('request.refused');
    expect(text).not.toContain(credential);
    expect(text).not.toMatch(/eyJ[\w-]{20}/);
  });
});

describe('management credentials', () => {
  test('are made, listed and ended by the owner, over the socket', async () => {
    const order = { name: 'ci', person_id: GRACE, rights: ['read'], expires_in: 600 };
    const made = await house.local('POST', '/api/v1/credentials', { body: order });
    expect(made.status).toBe(201);
    const { credential, secret } = made.body;
    expect(secret).toMatch(/^ctm_[\w-]{43}$/);
    expect((await house.remote('GET', '/api/v1/servers', { credential: secret })).status).toBe(200);
    const listed = await house.local('GET', '/api/v1/credentials');
    expect(listed.body.items).toContainEqual(credential);
    expect(listed.text).not.toContain(secret);
    expect((await house.local('DELETE', `/api/v1/credentials/${credential.id}`)).body).toEqual({
      outcome: 'revoked',
    });
    expect((await house.remote('GET', '/api/v1/servers', { credential: secret })).status).toBe(401);
    expect((await house.local('DELETE', `/api/v1/credentials/${credential.id}`)).body).toEqual({
      outcome: 'absent',
    });
  });

  test.each([
    ['for nobody', { person_id: 'n'.repeat(26) }, 404, 'PERSON_UNKNOWN'],
    ['for longer than a year', { expires_in: 365 * 86_400 + 1 }, 422, 'LIFETIME_OUT_OF_RANGE'],
    ['for less than a minute', { expires_in: 59 }, 422, 'LIFETIME_OUT_OF_RANGE'],
    ['without a name', { name: '' }, 422, 'NAME_INVALID'],
    ['without a right', { rights: [] }, 400, 'REQUEST_MALFORMED'],
    ['with a right that there is not', { rights: ['all'] }, 400, 'REQUEST_MALFORMED'],
  ])('%s are refused', async (_what, change, status, code) => {
    const body = { name: 'ci', person_id: GRACE, rights: ['read'], ...change };
    const before = (await house.local('GET', '/api/v1/credentials')).text;
    const reply = await house.local('POST', '/api/v1/credentials', { body });
    expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code });
    expect((await house.local('GET', '/api/v1/credentials')).text).toBe(before);
  });
});
