import { instant, type LeaseIntent, leaseTokenName, plus, seconds } from '@connect-token/core';
import { systemIds } from '@connect-token/lifecycle';
import { sha256OfToken } from '@connect-token/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  GRACE,
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

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ask = (token: string) => ({ body: new URLSearchParams({ token }).toString(), headers: FORM });
const introspect = async (token: string) =>
  (await house.local('POST', '/oauth/introspect', ask(token))).body as unknown;

const makeToken = async (expires_at: string | null): Promise<{ token: { id: string }; secret: string }> => {
  const vaults = [{ vault_id: PRODUCTION, access: 'r' }];
  const body = { name: 'standing', server_id: SERVER, vaults, expires_at };
  return (await house.local('POST', '/api/v1/tokens', { body })).body;
};

/** A token as a mint makes it, and its lease. */
async function mint(): Promise<{ readonly leaseId: string; readonly token: string }> {
  const { leases, controlPlane } = house;
  const stamp = () => ({ id: systemIds.ulid(), at: house.now() });
  const leaseId = systemIds.ulid();
  const tokenName = leaseTokenName(leases.instance, leaseId);
  const expiresAt = plus(house.now(), seconds(900));
  const job = {
    issuer: 'https://issuer.example',
    repositoryId: '1',
    runId: '2',
    runAttempt: '1',
    checkRunId: null,
  };
  const claims = { ...job, tokenId: leaseId } as unknown as LeaseIntent['claims'];
  const lease = {
    id: leaseId,
    tokenName,
    key: null,
    job,
    serverId: SERVER,
    vaults: [{ vaultId: PRODUCTION, access: 'r' as const }],
    rule: 'shop',
    policyHash: '0'.repeat(64),
    createdAt: house.now(),
    expiresAt,
    sendDeadline: plus(house.now(), seconds(10)),
  };
  const idToken = { issuer: job.issuer, tokenId: leaseId, keepUntil: expiresAt };
  const admission = { plan: { kind: 'unlimited' } as const, standing: 0, ceilings: [] };
  expect(await leases.intend({ lease, idToken, admission, claims }, stamp())).toMatchObject({ ok: true });
  const vault = { id: PRODUCTION, name: 'Production', type: 'USER_CREATED' };
  const order = { name: tokenName, serverId: SERVER, scope: [{ vault, access: 'r' }], expiresAt } as const;
  const made = await controlPlane.tokens.create(order);
  if (!made.ok) throw new Error(made.error.failure.code);
  const token = made.value.secret.reveal();
  await leases.activate(leaseId, { id: made.value.token.id, sha256: sha256OfToken(token) }, stamp());
  return { leaseId, token };
}

describe('introspection', () => {
  test("of a lease's token names the lease, and is over when the lease is given back", async () => {
    const { leaseId, token } = await mint();
    expect(await introspect(token)).toMatchObject({ active: true, sub: SERVER, lease_id: leaseId });
    const stamp = { id: systemIds.ulid(), at: house.now() };
    await house.leases.end({ by: 'id', leaseId }, 'handle', { kind: 'never' }, stamp);
    const bearer = await house.owner.tokens.list();
    expect(bearer.ok && bearer.value.some(({ state }) => state === 'ACTIVE')).toBe(true);
    expect(await introspect(token)).toEqual({ active: false });
  });

  test('says of a token that serves whose it is, and when it ends', async () => {
    const expiresAt = Math.floor(house.now() / 1_000) + 60;
    const { token, secret } = await makeToken(new Date(expiresAt * 1_000).toISOString());
    expect(await introspect(secret)).toEqual({
      active: true,
      token_type: 'Bearer',
      jti: token.id,
      sub: SERVER,
      iat: Math.floor(house.now() / 1_000),
      exp: expiresAt,
    });
    house.setTime(instant(expiresAt * 1_000 - 1));
    expect(await introspect(secret)).toMatchObject({ active: true });
    house.setTime(instant(expiresAt * 1_000));
    expect(await introspect(secret)).toEqual({ active: false });
  });

  test('says nothing of one that was ended, or is none of ours', async () => {
    const { token, secret } = await makeToken(null);
    expect(await introspect(secret)).toMatchObject({ active: true });
    await house.local('DELETE', `/api/v1/tokens/${token.id}`);
    expect(await introspect(secret)).toEqual({ active: false });
    const [head = '', claims = ''] = secret.split('.');
    for (const foreign of ['', 'a.b.c', `${head}.${claims}.AAAA`, 'x'.repeat(20_000), token.id])
      if (foreign !== '') expect(await introspect(foreign), foreign.slice(0, 20)).toEqual({ active: false });
  });

  test('takes one form with one token', async () => {
    for (const body of ['', 'token=', 'token=a&token=b', 'other=a']) {
      const { status, body: answer } = await house.local('POST', '/oauth/introspect', {
        body,
        headers: FORM,
      });
      expect({ body, status, code: answer.code }).toEqual({ body, status: 400, code: 'REQUEST_MALFORMED' });
    }
  });

  test('is for those who may read (RFC 7662 §2.1)', async () => {
    const { secret } = await makeToken(null);
    expect((await house.remote('POST', '/oauth/introspect', ask(secret))).status).toBe(401);
    const maker = await house.credential(GRACE, ['tokens:create']);
    const refused = await house.remote('POST', '/oauth/introspect', { ...ask(secret), credential: maker });
    expect(refused.status).toBe(403);
    const reader = await house.credential(GRACE, ['read']);
    const answered = await house.remote('POST', '/oauth/introspect', { ...ask(secret), credential: reader });
    expect(answered.body).toMatchObject({ active: true });
    expect(JSON.stringify(house.lines)).not.toContain(secret);
  });
});
