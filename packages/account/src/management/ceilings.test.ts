import {
  instant,
  type LeaseIntent,
  leaseTokenName,
  type NamedCeiling,
  plus,
  seconds,
} from '@connect-token/core';
import { leaseStore } from '@connect-token/storage';
import { afterEach, expect, test } from 'vitest';
import {
  CONFIGURATION,
  FINANCE,
  type House,
  must,
  openHouse,
  orderOf,
  PRODUCTION,
  SERVER,
} from '../testing/house.ts';

let house: House;
afterEach(() => house.close());

const openWith = async (...ceilings: readonly NamedCeiling[]): Promise<void> => {
  house = await openHouse({ ceilings });
};
const owner = () => house.account.manage({ kind: 'owner' });
const both = orderOf({ [PRODUCTION]: 'r', [CONFIGURATION]: 'r' });
const one = orderOf({ [PRODUCTION]: 'r' });
const other = orderOf({ [CONFIGURATION]: 'r' });

/** A lease of `Production,r` for a quarter of an hour, admitted by the account that is in the store. */
const lease = async (n: number, ceilings: LeaseIntent['admission']['ceilings'] = []) => {
  const leases = await leaseStore(house.store, house.account.readAdmission);
  const id = String(n).padStart(26, '0');
  const at = house.clock.now();
  const job = { issuer: 'i', repositoryId: '1', runId: id, runAttempt: '1', checkRunId: id };
  const intent: LeaseIntent = {
    lease: {
      id,
      tokenName: leaseTokenName(leases.instance, id),
      key: null,
      job,
      serverId: SERVER,
      vaults: [{ vaultId: PRODUCTION, access: 'r' }],
      rule: 'deploy',
      policyHash: 'h',
      createdAt: at,
      expiresAt: plus(at, seconds(900)),
      sendDeadline: plus(at, seconds(10)),
    },
    idToken: { issuer: 'i', tokenId: id, keepUntil: plus(at, seconds(900)) },
    admission: { plan: { kind: 'unlimited' }, standing: 0, ceilings },
    claims: {
      ...job,
      subject: 's',
      tokenId: id,
      repositoryOwnerId: '2',
      repository: 'acme/shop',
      ref: null,
      refType: null,
      environment: null,
      event: null,
      workflowRef: null,
      jobWorkflowRef: null,
    },
  };
  return leases.intend(intent, { id: `E${id.slice(1)}`, at });
};

test('a server’s ceiling counts the vaults of its standing tokens and leases, and refuses one more', async () => {
  await openWith({ kind: 'server', server: 'Production', limit: 3 });
  must(await owner().tokens.create(both));
  must(await lease(1));
  const before = await house.dump();
  house.setTime(plus(house.clock.now(), seconds(60)));
  expect(await owner().tokens.create(one)).toMatchObject({
    error: {
      failure: {
        code: 'CREDITS_EXHAUSTED',
        holder: { kind: 'server', serverId: SERVER },
        limit: 3,
        used: 3,
        needed: 1,
        retryAfter: 840,
      },
    },
  });
  expect(await house.dump()).toEqual(before);
});

test('a vault’s ceiling counts the tokens that reach it, and no other vault', async () => {
  await openWith({ kind: 'vault', vault: PRODUCTION, limit: 2 });
  must(await owner().tokens.create(both));
  must(await owner().tokens.create(one));
  expect(await owner().tokens.create(both)).toMatchObject({
    error: {
      failure: { holder: { kind: 'vault', vaultId: PRODUCTION }, used: 2, needed: 1, retryAfter: null },
    },
  });
  must(await owner().tokens.create(other));
});

test('a grant that would carry tokens over a ceiling is refused; one that takes is never', async () => {
  await openWith({ kind: 'vault', vault: 'Configuration', limit: 1 });
  must(await owner().tokens.create(both));
  must(await owner().grants.revoke(SERVER, CONFIGURATION));
  must(await owner().grants.grant(SERVER, { vaultId: FINANCE, access: 'r' }));
  const regrant = () => owner().grants.grant(SERVER, { vaultId: CONFIGURATION, access: 'r' });
  must(await regrant());
  must(await owner().tokens.create(one));
  expect(await owner().tokens.create(both)).toMatchObject({ error: { failure: { used: 1, needed: 1 } } });
  must(await owner().grants.revoke(SERVER, CONFIGURATION));
  house.setTime(instant(house.clock.now() + 1));
  must(await regrant());
});

test('a ceiling below what is in use stops what comes, and no deletion', async () => {
  await openWith();
  const { token } = must(await owner().tokens.create(both));
  const account = must(await house.open({ ceilings: [{ kind: 'server', server: SERVER, limit: 1 }] }));
  const manager = account.manage({ kind: 'owner' });
  expect(await manager.tokens.create(one)).toMatchObject({ error: { failure: { limit: 1, used: 2 } } });
  must(await manager.grants.revoke(SERVER, CONFIGURATION));
  must(await manager.tokens.delete(token.id));
  must(await manager.tokens.create(one));
});

test('what a mint believes of standing tokens is counted anew in its transaction', async () => {
  await openWith();
  const ceilings = [
    { holder: { kind: 'server', serverId: SERVER } as const, limit: 2, standing: 0 },
    { holder: { kind: 'vault', vaultId: PRODUCTION } as const, limit: 9, standing: 9 },
  ];
  must(await lease(1, ceilings));
  must(await owner().tokens.create(one));
  expect(await lease(2, ceilings)).toMatchObject({
    error: { code: 'CREDITS_EXHAUSTED', holder: { kind: 'server' }, used: 2, needed: 1 },
  });
});
