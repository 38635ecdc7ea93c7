import type { Actor, FailureCode, Management } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ADA,
  CONFIGURATION,
  FINANCE,
  GRACE,
  type House,
  LINUS,
  must,
  OWNERS,
  openHouse,
  orderOf,
  PLATFORM,
  PRIVATE,
  PRODUCTION,
  SERVER,
  SHARED,
  SHOP,
} from '../testing/house.ts';

const NOWHERE = 'nowhere0000000000000000000';
const HOLDER: Actor = { kind: 'owner' };
const STRANGER: Actor = { kind: 'person', personId: NOWHERE };

let house: House;
/** A standing token, so that there is one to lose. */
let token: string;
beforeEach(async () => {
  house = await openHouse();
  const owner = house.account.manage(HOLDER);
  token = must(await owner.tokens.create(orderOf({ [PRODUCTION]: 'r' }))).token.id;
});
afterEach(() => house.close());

const CHANGES: readonly [string, (by: Management) => Promise<unknown>][] = [
  ['vaults.create', (by) => by.vaults.create({ name: 'New' })],
  ['vaults.rename', (by) => by.vaults.rename(PRODUCTION, 'New')],
  ['servers.create', (by) => by.servers.create({ name: 'New', grants: [], fixed: false })],
  ['servers.rename', (by) => by.servers.rename(SERVER, 'New')],
  ['servers.delete', (by) => by.servers.delete(SERVER)],
  ['grants.grant', (by) => by.grants.grant(SERVER, { vaultId: FINANCE, access: 'r' })],
  ['grants.revoke', (by) => by.grants.revoke(SERVER, PRODUCTION)],
  ['tokens.create', (by) => by.tokens.create(orderOf({ [PRODUCTION]: 'r' }))],
  ['tokens.rename', (by) => by.tokens.rename(token, 'New')],
  ['tokens.delete', (by) => by.tokens.delete(token)],
  ['groups.create', (by) => by.groups.create({ name: 'New' })],
  ['groups.addMember', (by) => by.groups.addMember(SHOP, ADA)],
  ['groups.removeMember', (by) => by.groups.removeMember(SHOP, LINUS)],
  ['managers.grant', (by) => by.managers.grant(SHOP, { kind: 'global' })],
  ['managers.grant, one server', (by) => by.managers.grant(SHOP, { kind: 'server', serverId: SERVER })],
  ['managers.grant, all servers', (by) => by.managers.grant(SHOP, { kind: 'all-servers' })],
  ['managers.revoke', (by) => by.managers.revoke(PLATFORM, { kind: 'global' })],
  ['credits.setPlan', (by) => by.credits.setPlan({ kind: 'metered', limit: 5 })],
];

describe('each change leaves one event, and none where its actor may not make it', () => {
  test.each(CHANGES)('%s', async (_, work) => {
    const before = await house.dump();
    expect(await work(house.account.manage(STRANGER))).toMatchObject({
      ok: false,
      error: { effect: 'none', failure: { code: 'NOT_A_MANAGER' } },
    });
    expect(await house.dump()).toEqual(before);
    expect(await work(house.account.manage(HOLDER))).toMatchObject({ ok: true });
    const after = await house.dump();
    expect(after['audit_event']).toHaveLength((before['audit_event']?.length ?? 0) + 1);
    expect({ ...after, audit_event: [] }).not.toEqual({ ...before, audit_event: [] });
  });
});

type Refused = readonly [FailureCode, (by: Management) => Promise<unknown>];

const order = (vaultId: string) => orderOf({ [vaultId]: 'r' });

const REFUSED: readonly Refused[] = [
  ['NAME_INVALID', (by) => by.vaults.create({ name: '' })],
  ['NAME_INVALID', (by) => by.vaults.rename(PRODUCTION, 'a\nb')],
  ['VAULT_UNKNOWN', (by) => by.vaults.rename(NOWHERE, 'New')],
  ['NAME_INVALID', (by) => by.servers.create({ name: 'x'.repeat(1_000), grants: [], fixed: false })],
  [
    'VAULT_BUILT_IN',
    (by) => by.servers.create({ name: 'New', grants: grantsOf(FINANCE, PRIVATE), fixed: true }),
  ],
  ['VAULT_BUILT_IN', (by) => by.servers.create({ name: 'New', grants: grantsOf(SHARED), fixed: false })],
  [
    'VAULT_UNKNOWN',
    (by) => by.servers.create({ name: 'New', grants: grantsOf(FINANCE, NOWHERE), fixed: false }),
  ],
  [
    'VAULT_REPEATED',
    (by) => by.servers.create({ name: 'New', grants: grantsOf(FINANCE, FINANCE), fixed: false }),
  ],
  ['NAME_INVALID', (by) => by.servers.rename(SERVER, ' ')],
  ['SERVER_UNKNOWN', (by) => by.servers.rename(NOWHERE, 'New')],
  ['VAULT_BUILT_IN', (by) => by.grants.grant(SERVER, { vaultId: PRIVATE, access: 'r' })],
  ['VAULT_UNKNOWN', (by) => by.grants.grant(SERVER, { vaultId: NOWHERE, access: 'r' })],
  ['SERVER_UNKNOWN', (by) => by.grants.revoke(NOWHERE, PRODUCTION)],
  ['VAULT_UNKNOWN', (by) => by.grants.revoke(SERVER, NOWHERE)],
  ['NAME_INVALID', (by) => by.tokens.create({ ...order(PRODUCTION), name: '' })],
  ['VAULT_NOT_GRANTED', (by) => by.tokens.create(order(FINANCE))],
  ['PERMISSION_NOT_GRANTED', (by) => by.tokens.create(orderOf({ [CONFIGURATION]: 'rw' }))],
  ['NAME_INVALID', (by) => by.tokens.rename(token, '')],
  ['TOKEN_UNKNOWN', (by) => by.tokens.rename(NOWHERE, 'New')],
  ['NAME_INVALID', (by) => by.groups.create({ name: '' })],
  ['GROUP_UNKNOWN', (by) => by.groups.addMember(NOWHERE, ADA)],
  ['PERSON_UNKNOWN', (by) => by.groups.addMember(SHOP, NOWHERE)],
  ['OWNERS_EMPTY', (by) => by.groups.removeMember(OWNERS, ADA)],
  ['GROUP_UNKNOWN', (by) => by.managers.grant(NOWHERE, { kind: 'global' })],
  ['SERVER_UNKNOWN', (by) => by.managers.grant(SHOP, { kind: 'server', serverId: NOWHERE })],
];

const grantsOf = (...ids: readonly string[]) => ids.map((vaultId) => ({ vaultId, access: 'r' as const }));

describe('a refusal changes no row of any table', () => {
  test.each(REFUSED)('%s: %s', async (code, work) => {
    const before = await house.dump();
    expect(await work(house.account.manage(HOLDER))).toMatchObject({
      ok: false,
      error: { effect: 'none', failure: { code } },
    });
    expect(await house.dump()).toEqual(before);
  });

  test('VAULTS_FIXED', async () => {
    const owner = house.account.manage(HOLDER);
    const grants = grantsOf(FINANCE);
    const { server } = must(await owner.servers.create({ name: 'Fixed', grants, fixed: true }));
    must(await owner.grants.revoke(server.id, FINANCE));
    const before = await house.dump();
    const wider = await owner.grants.grant(server.id, { vaultId: PRODUCTION, access: 'r' });
    expect(wider).toMatchObject({ error: { failure: { code: 'VAULTS_FIXED' } } });
    expect(await house.dump()).toEqual(before);
    expect(must(await owner.grants.grant(server.id, { vaultId: FINANCE, access: 'rw' })).grants).toHaveLength(
      1,
    );
  });

  test('CREDITS_EXHAUSTED, of a token and of a grant', async () => {
    const owner = house.account.manage(HOLDER);
    must(await owner.tokens.create(orderOf({ [CONFIGURATION]: 'r' })));
    must(await owner.grants.revoke(SERVER, CONFIGURATION));
    must(await owner.credits.setPlan({ kind: 'metered', limit: 1 }));
    const before = await house.dump();
    const exhausted = { error: { failure: { code: 'CREDITS_EXHAUSTED', limit: 1, used: 1, needed: 1 } } };
    expect(await owner.tokens.create(order(PRODUCTION))).toMatchObject(exhausted);
    const grant = { vaultId: CONFIGURATION, access: 'r' } as const;
    expect(await owner.grants.grant(SERVER, grant)).toMatchObject(exhausted);
    expect(await house.dump()).toEqual(before);
  });
});

describe('what is so already changes no row of any table', () => {
  test.each<[string, (by: Management) => Promise<unknown>]>([
    ['a grant', (by) => by.grants.grant(SERVER, { vaultId: PRODUCTION, access: 'rw' })],
    ['a revoked grant', (by) => by.grants.revoke(SERVER, FINANCE)],
    ['an unknown server', (by) => by.servers.delete(NOWHERE)],
    ['an unknown token', (by) => by.tokens.delete(NOWHERE)],
    ['a member', (by) => by.groups.addMember(PLATFORM, GRACE)],
    ['no member', (by) => by.groups.removeMember(PLATFORM, ADA)],
    ['a manager', (by) => by.managers.grant(PLATFORM, { kind: 'all-servers' })],
    ['no manager', (by) => by.managers.revoke(SHOP, { kind: 'server', serverId: SERVER })],
  ])('%s', async (_, work) => {
    const before = await house.dump();
    expect(await work(house.account.manage(HOLDER))).toMatchObject({ ok: true });
    expect(await house.dump()).toEqual(before);
  });
});

test('a store that is away is a failure of each call, and no credentials and no token leave', async () => {
  const owner = house.account.manage(HOLDER);
  await house.store.close();
  const away = {
    ok: false,
    error: { effect: 'none', failure: { code: 'STORE_UNAVAILABLE', cause: 'the store is closed' } },
  };
  for (const [, work] of CHANGES) expect(await work(owner)).toEqual(away);
  for (const list of [
    owner.vaults,
    owner.servers,
    owner.tokens,
    owner.people,
    owner.groups,
    owner.managers,
    owner.leases,
  ])
    expect(await list.list()).toEqual(away);
  expect(await owner.credits.read()).toEqual(away);
  expect(await owner.audit.list({ limit: 1, before: null })).toEqual(away);
});
