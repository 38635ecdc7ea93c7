import { type ControlPlane, err, ok, seconds, type TrustPolicy } from '@connect-token/core';
import { afterEach, expect, test } from 'vitest';
import type { RememberChange } from './ruling-policy.ts';
import { type House, openHouse, POLICY } from './testing/house.ts';

let house: House;
afterEach(() => house.close());

const remembered: unknown[] = [];
const remember: RememberChange = async (change) => ok(remembered.push(change));
afterEach(() => remembered.splice(0));

/** The same caller may have something else on the same servers, or on others. */
const policy = (digit: string, vault: string, server = 'Production'): TrustPolicy => ({
  hash: digit.repeat(64),
  rules: POLICY.rules.slice(0, 1).map((rule) => ({
    ...rule,
    effect: 'allow',
    grant: { servers: [server], vaults: [{ vault, access: 'r' }], lifetimeMax: seconds(300) },
  })),
});
const NEXT = policy('1', 'Shared configuration');

/** The control plane of the house, whose next answer about vaults waits until it is let go. */
function held() {
  let arrive = (): void => {};
  let release = (): void => {};
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const behind = (real: ControlPlane): ControlPlane => ({
    ...real,
    vaults: {
      list: async () => {
        arrive();
        await released;
        return real.vaults.list();
      },
    },
  });
  return { behind, reached, release };
}

test('a policy that takes the place of another rules from the next mint on', async () => {
  house = await openHouse();
  expect((await house.mint()).status).toBe(200);
  expect(await house.broker.replacePolicy(NEXT, remember)).toEqual({
    ok: true,
    value: { from: POLICY.hash, to: NEXT.hash },
  });
  expect(remembered).toEqual([{ from: POLICY.hash, to: NEXT.hash }]);
  expect((await house.mint()).body).toMatchObject({ code: 'POLICY_DENIED' });
  const vaults = [{ vault: 'Shared configuration', permissions: ['read'] }];
  const form = { authorization_details: JSON.stringify([{ type: 'connect_vaults', vaults }]) };
  const minted = await house.mint({ form });
  expect(minted.status).toBe(200);
  const lease = await house.leases.find({ by: 'id', leaseId: String(minted.body['lease_id']) });
  expect(lease).toMatchObject({ policyHash: NEXT.hash });
});

test('a mint that has begun under one policy ends under it, and its lease says so', async () => {
  const { behind, reached, release } = held();
  house = await openHouse({ controlPlane: behind });
  const minting = house.mint();
  await reached;
  expect(await house.broker.replacePolicy(NEXT, remember)).toMatchObject({ ok: true });
  release();
  const { status, body } = await minting;
  expect(status).toBe(200);
  const lease = await house.leases.find({ by: 'id', leaseId: String(body['lease_id']) });
  expect(lease).toMatchObject({ policyHash: POLICY.hash, rule: 'shop-deploy' });
  expect((await house.mint()).body).toMatchObject({ code: 'POLICY_DENIED' });
  const refused = house.lines.find(({ kind }) => kind === 'mint.refused');
  expect(refused).toMatchObject({ policyHash: NEXT.hash });
});

test('a mint that is refused under the policy it began with says its hash, whatever rules by then', async () => {
  const { behind, reached, release } = held();
  house = await openHouse({ controlPlane: behind, policy: NEXT });
  const minting = house.mint();
  await reached;
  expect(await house.broker.replacePolicy(POLICY, remember)).toMatchObject({ ok: true });
  release();
  expect((await minting).body).toMatchObject({ code: 'POLICY_DENIED' });
  const refused = house.lines.find(({ kind }) => kind === 'mint.refused');
  expect(refused).toMatchObject({ policyHash: NEXT.hash });
});

test('a policy whose names do not resolve, or whose change can not be remembered, changes nothing', async () => {
  house = await openHouse();
  const twins = policy('2', 'Production', 'Twin');
  const nowhere = policy('3', 'Production', 'Nowhere');
  expect(await house.broker.replacePolicy(twins, remember)).toMatchObject({
    error: [{ code: 'SERVER_AMBIGUOUS' }],
  });
  expect(await house.broker.replacePolicy(nowhere, remember)).toMatchObject({
    error: [{ code: 'SERVER_UNKNOWN', server: 'Nowhere' }],
  });
  expect(remembered).toEqual([]);
  const away = { code: 'STORE_UNAVAILABLE', cause: 'the disk is full' } as const;
  expect(await house.broker.replacePolicy(NEXT, async () => err(away))).toEqual({ ok: false, error: [away] });
  expect((await house.mint()).status).toBe(200);
});

test('the same policy again is no change', async () => {
  house = await openHouse();
  expect(await house.broker.replacePolicy(POLICY, remember)).toEqual({ ok: true, value: null });
  expect(remembered).toEqual([]);
});
