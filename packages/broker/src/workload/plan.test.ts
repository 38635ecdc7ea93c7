import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchangeForm, type Form, type House, openHouse } from '../testing/house.ts';
import type { Claims } from '../testing/issuer.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ plan: { kind: 'metered', limit: 3 } });
});
afterAll(() => house.close());

const PATH = '/api/v1/mints/plan';

const job = (): Claims => ({ run_id: String(Number.parseInt(randomUUID().slice(0, 8), 16) + 1) });

const plan = async (form: Form = {}, claims: Claims = job()) =>
  house.post(PATH, { ...exchangeForm(await house.issuer.idToken(claims)), ...form });

const asking = (...vaults: readonly string[]): Form => ({
  authorization_details: JSON.stringify([
    { type: 'connect_vaults', vaults: vaults.map((vault) => ({ vault })) },
  ]),
});

const tokens = async () => {
  const listed = await house.controlPlane.tokens.list();
  return listed.ok ? listed.value.length : -1;
};

describe('a rehearsal of a mint', () => {
  test('answers what the mint is then granted, and makes nothing', async () => {
    const before = await tokens();
    const planned = await plan();
    expect(planned.status).toBe(200);
    expect(planned.headers.get('cache-control')).toBe('no-store');
    expect(await tokens()).toBe(before);
    expect(await house.leases.heldCredits()).toBe(0);

    const minted = await house.mint({ claims: job() });
    const { access_token: _, issued_token_type: _t, token_type: _y, lease_id: _l, ...granted } = minted.body;
    const alike = { ...granted, expires_in: 300 };
    expect(alike).toEqual({
      ...planned.body,
      authorization_details: [
        { ...(granted['authorization_details'] as [object])[0], expires_in: expect.any(Number) },
      ],
    });
    expect(planned.body).toMatchObject({
      rule: 'shop-deploy',
      lifetime_max: 1_800,
      credits: { used: 1, limit: 3 },
    });
    await house.revoke(minted.body['access_token'] as string);
  });

  test('counts what others hold, up to the last credit and no further', async () => {
    const minted = await house.mint({ claims: job() });
    expect(minted.body['credits']).toEqual({ used: 1, limit: 3 });
    const both = await plan(asking('Production', 'Shared configuration'));
    expect(both.body['credits']).toEqual({ used: 3, limit: 3 });
    const second = await house.mint({ claims: job() });
    expect(second.body['credits']).toEqual({ used: 2, limit: 3 });
    const refused = await plan(asking('Production', 'Shared configuration'));
    expect({ status: refused.status, code: refused.body['code'] }).toEqual({
      status: 400,
      code: 'CREDITS_EXHAUSTED',
    });
    for (const { body } of [minted, second]) await house.revoke(body['access_token'] as string);
  });

  test.each<[string, Form, Claims, string]>([
    ['a stranger', {}, { repository_id: '1' }, 'POLICY_DENIED'],
    ['a vault that no rule grants', asking('Finance'), {}, 'VAULT_NOT_GRANTED'],
    ['another audience', {}, { aud: 'https://other.example' }, 'ID_TOKEN_AUDIENCE'],
    ['a form without details', { authorization_details: undefined }, {}, 'AUTHORIZATION_DETAILS_MALFORMED'],
  ])('refuses %s by the code of the mint', async (_what, form, claims, code) => {
    const planned = await plan(form, { ...job(), ...claims });
    const minted = await house.mint({ claims: { ...job(), ...claims }, form });
    expect(planned.status).toBe(minted.status);
    const { event_id: _p, ...said } = planned.body;
    const { event_id: _m, ...mintSaid } = minted.body;
    expect(said).toEqual(mintSaid);
    expect(said['code']).toBe(code);
    expect(Object.keys(said)).not.toContain('rule');
  });

  test('uses its ID token up, for a mint as for itself', async () => {
    const form = exchangeForm(await house.issuer.idToken(job()));
    expect((await house.post(PATH, form)).status).toBe(200);
    expect((await house.post(PATH, form)).body['code']).toBe('ID_TOKEN_REPLAYED');
    expect((await house.post('/oauth/token', form)).body['code']).toBe('ID_TOKEN_REPLAYED');
  });

  test('leaves an ID token good where it is refused', async () => {
    const form = exchangeForm(await house.issuer.idToken(job()));
    expect((await house.post(PATH, { ...form, ...asking('Finance') })).status).toBe(400);
    expect((await house.post(PATH, form)).status).toBe(200);
  });

  test('is a line of the log that its caller can quote, and no event of the audit trail', async () => {
    const refused = await plan(asking('Finance'));
    const line = house.lines.find(({ event }) => event === refused.body['event_id']);
    expect(line).toMatchObject({ kind: 'plan.refused', level: 30 });
    await plan();
    expect(house.lines.some(({ kind, rule }) => kind === 'plan.answered' && rule === 'shop-deploy')).toBe(
      true,
    );
  });

  test('refuses an Authorization header, as the exchange does', async () => {
    const { status, body } = await house.post(PATH, {}, { authorization: 'Bearer x' });
    expect({ status, code: body['code'] }).toEqual({ status: 401, code: 'CLIENT_AUTHENTICATION_REFUSED' });
  });
});

test('where nobody counts, no credits are told', async () => {
  const other = await openHouse();
  const { body } = await other.mint();
  expect(body).toMatchObject({ rule: 'shop-deploy', lifetime_max: 1_800 });
  expect(Object.keys(body)).not.toContain('credits');
  await other.close();
});
