import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '@connect-token/core';
import { keyOfHandle } from '@connect-token/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { type House, handle, openHouse, type Reply } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const job = () => ({ run_id: String(Number.parseInt(randomUUID().slice(0, 8), 16) + 1) });

interface Held {
  readonly handle: string;
  readonly token: string;
  readonly leaseId: string;
}

async function lease(at: House = house): Promise<Held> {
  const made = handle();
  const { body } = await at.mint({ claims: job(), headers: { 'idempotency-key': keyOfHandle(made) } });
  return { handle: made, token: String(body['access_token']), leaseId: String(body['lease_id']) };
}

const stateOf = async ({ leaseId }: Held, at: House = house) =>
  (await at.leases.find({ by: 'id', leaseId }))?.state;

const REVOKED = { status: 200, body: { state: 'revoked' } };

describe('a revocation', () => {
  test('by handle or by token ends that lease and no other', async () => {
    const [one, two, three] = [await lease(), await lease(), await lease()];
    expect(await house.revoke(one.handle)).toMatchObject(REVOKED);
    expect([await stateOf(one), await stateOf(two), await stateOf(three)]).toEqual([
      'revoked',
      'active',
      'active',
    ]);
    expect(await house.revoke(two.token)).toMatchObject(REVOKED);
    expect([await stateOf(two), await stateOf(three)]).toEqual(['revoked', 'active']);
    const tokens = await house.controlPlane.tokens.list();
    const live = tokens.ok ? tokens.value.filter(({ state }) => state === 'ACTIVE') : [];
    expect(live.map(({ name }) => name.endsWith(three.leaseId))).toEqual([true]);
  });

  test('again, by the other way, and at the same time answers the same', async () => {
    const held = await lease();
    const replies = await Promise.all([
      house.revoke(held.handle),
      house.revoke(held.token),
      house.revoke(held.handle),
      house.revoke(held.token),
    ]);
    for (const reply of [...replies, await house.revoke(held.token)]) {
      expect(reply.status).toBe(200);
      expect(['revoked', 'revoking']).toContain(reply.body['state']);
    }
    expect(await stateOf(held)).toBe('revoked');
  });

  test('of anything that is not ours is answered 200 and does nothing: ids, near misses, rubbish', async () => {
    const held = await lease();
    const [header = '', payload = '', signature = ''] = held.token.split('.');
    const given: readonly string[] = [
      held.leaseId,
      keyOfHandle(held.handle),
      held.handle.toUpperCase(),
      `${held.handle}x`,
      held.handle.slice(0, -1),
      ` ${held.handle}`,
      `${header}.${payload}.${signature.slice(0, -2)}`,
      `${header}.${payload}`,
      `Bearer ${held.token}`,
      await house.issuer.idToken(),
      '..',
      'x'.repeat(20_000),
      '\u0000',
      '{"token":1}',
    ];
    for (const token of given) expect(await house.revoke(token)).toMatchObject(REVOKED);
    expect(await stateOf(held)).toBe('active');
  });

  test('ignores `token_type_hint`, right or wrong, and a client_id', async () => {
    const held = await lease();
    const form = { token: held.token, token_type_hint: 'refresh_token', client_id: 'x' };
    expect(await house.post('/oauth/revoke', form)).toMatchObject(REVOKED);
    expect(await stateOf(held)).toBe('revoked');
  });

  test.each<[string, Record<string, string> | string, number, string]>([
    ['without a token', {}, 400, 'invalid_request'],
    ['with an empty token', { token: '' }, 400, 'invalid_request'],
    ['with two tokens', 'token=a&token=b', 400, 'invalid_request'],
    ['with a client secret', { token: 'a', client_secret: 's' }, 401, 'invalid_client'],
    ['with an assertion', { token: 'a', client_assertion: 's' }, 401, 'invalid_client'],
  ])('%s is refused', async (_what, form, status, error) => {
    const reply = await house.post('/oauth/revoke', form);
    expect({ status: reply.status, error: reply.body['error'] }).toEqual({ status, error });
    expect(house.lines.some(({ event }) => event === reply.body['event_id'])).toBe(true);
  });
});

describe('an unknown handle', () => {
  test('is remembered: its late mint is refused', async () => {
    const early = handle();
    expect(await house.revoke(early)).toMatchObject(REVOKED);
    const late = await house.mint({ claims: job(), headers: { 'idempotency-key': keyOfHandle(early) } });
    expect({ status: late.status, code: late.body['code'] }).toEqual({ status: 400, code: 'HANDLE_ENDED' });
  });

  test('is refused past the rate of an address, while known ones can still be ended', async () => {
    const slow = await openHouse({
      limits: { ...LIMITS, rates: { ...LIMITS.rates, tombstonesPerAddress: 2 } },
    });
    const held = [await lease(slow), await lease(slow), await lease(slow)];
    for (const { handle: known } of held) expect(await slow.revoke(known)).toMatchObject(REVOKED);
    const buried = handle();
    expect(await slow.revoke(buried)).toMatchObject(REVOKED);
    expect(await slow.revoke(handle())).toMatchObject(REVOKED);
    const third = await slow.revoke(handle());
    expect({ status: third.status, code: third.body['code'] }).toEqual({ status: 429, code: 'RATE_LIMITED' });
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await slow.revoke(buried)).toMatchObject(REVOKED);
    expect(await slow.revoke(held[0]?.token ?? '')).toMatchObject(REVOKED);
    expect(await slow.revoke('cth_short')).toMatchObject(REVOKED);
    await slow.close();
  });

  test('is refused when no more are remembered, and none that is goes', async () => {
    const small = await openHouse({ limits: { ...LIMITS, tombstonesMax: 1 } });
    const first = handle();
    expect(await small.revoke(first)).toMatchObject(REVOKED);
    const full = await small.revoke(handle());
    expect({ status: full.status, code: full.body['code'] }).toEqual({
      status: 503,
      code: 'TOMBSTONES_FULL',
    });
    expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
    const late = await small.mint({ headers: { 'idempotency-key': keyOfHandle(first) } });
    expect(late.body['code']).toBe('HANDLE_ENDED');
    await small.close();
  });
});

describe('a revocation that', () => {
  test('the control plane does not confirm is durable and says `revoking`', async () => {
    const away = await openHouse({
      controlPlane: (real) => ({
        ...real,
        tokens: {
          ...real.tokens,
          delete: async () => ({
            ok: false,
            error: { effect: 'unknown', failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'away' } },
          }),
        },
      }),
    });
    const held = await lease(away);
    expect(await away.revoke(held.token)).toMatchObject({ status: 200, body: { state: 'revoking' } });
    expect(await stateOf(held, away)).toBe('revoking');
    await away.close();
  });

  test('the store can neither take nor look up is not acknowledged', async () => {
    let broken = false;
    const away = await openHouse({
      leases: (real): LeaseStore => ({
        ...real,
        end: (...order) => (broken ? Promise.reject(new Error('disk full')) : real.end(...order)),
        find: (which) => (broken ? Promise.reject(new Error('disk full')) : real.find(which)),
      }),
    });
    const held = await lease(away);
    broken = true;
    const reply: Reply = await away.revoke(held.handle);
    expect(reply).toMatchObject({
      status: 503,
      body: { code: 'STORE_UNAVAILABLE', error: 'temporarily_unavailable' },
    });
    expect(reply.text).not.toContain('disk full');
    expect(away.lines.find(({ event }) => event === reply.body['event_id'])).toMatchObject({
      failures: [{ code: 'STORE_UNAVAILABLE', cause: 'disk full' }],
    });
    broken = false;
    expect(await away.revoke(held.handle)).toMatchObject(REVOKED);
    await away.close();
  });
});
