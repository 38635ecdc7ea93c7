import type { Actor, Management } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ADA,
  FINANCE,
  GRACE,
  type House,
  LINUS,
  must,
  OWNERS,
  openHouse,
  PLATFORM,
  SERVER,
  SHOP,
} from '../testing/house.ts';

const person = (personId: string): Actor => ({ kind: 'person', personId });

let house: House;
let holder: Management;
/** An Owner. */
let ada: Management;
/** In `PLATFORM`, which manages what has no managers of its own. */
let grace: Management;
/** In `SHOP`, which manages the server by its own list. */
let linus: Management;
beforeEach(async () => {
  house = await openHouse();
  holder = house.account.manage({ kind: 'owner' });
  [ada, grace, linus] = [person(ADA), person(GRACE), person(LINUS)].map(house.account.manage) as [
    Management,
    Management,
    Management,
  ];
  must(await holder.managers.grant(SHOP, { kind: 'server', serverId: SERVER }));
});
afterEach(() => house.close());

const refused = (server: string | null) => ({
  ok: false,
  error: { effect: 'none', failure: { code: 'NOT_A_MANAGER', server } },
});

describe('a manager of all servers', () => {
  test('manages those that have no managers of their own, and makes new ones', async () => {
    const { server } = must(await grace.servers.create({ name: 'New', grants: [], fixed: false }));
    must(await grace.grants.grant(server.id, { vaultId: FINANCE, access: 'r' }));
    expect(await grace.servers.rename(SERVER, 'Mine')).toEqual(refused(SERVER));
  });

  test('gets no server that has managers of its own, whichever way is tried', async () => {
    const before = await house.dump();
    expect(await grace.managers.grant(PLATFORM, { kind: 'server', serverId: SERVER })).toEqual(
      refused(SERVER),
    );
    expect(await grace.managers.grant(PLATFORM, { kind: 'all-servers' })).toEqual(refused(SERVER));
    expect(await grace.managers.revoke(SHOP, { kind: 'all-servers' })).toEqual(refused(SERVER));
    expect(await grace.groups.addMember(SHOP, GRACE)).toEqual(refused(SERVER));
    expect(await grace.groups.removeMember(SHOP, LINUS)).toEqual(refused(SERVER));
    expect(await house.dump()).toEqual(before);
  });

  test('becomes no Owner, and takes none away', async () => {
    must(await holder.groups.addMember(OWNERS, LINUS));
    const before = await house.dump();
    expect(await grace.groups.addMember(OWNERS, GRACE)).toEqual(refused(null));
    expect(await grace.groups.removeMember(OWNERS, ADA)).toEqual(refused(null));
    expect(await house.dump()).toEqual(before);
  });

  test('chooses the members of the groups that manage nothing else', async () => {
    must(await grace.groups.addMember(PLATFORM, LINUS));
    const { id } = must(await grace.groups.create({ name: 'New' }));
    must(await grace.groups.addMember(id, GRACE));
  });
});

describe('a manager of one server', () => {
  test('manages that one, chooses its managers, and nothing that belongs to none', async () => {
    must(await linus.servers.rename(SERVER, 'Ours'));
    must(await linus.managers.grant(PLATFORM, { kind: 'server', serverId: SERVER }));
    expect(await linus.servers.create({ name: 'New', grants: [], fixed: false })).toEqual(refused(null));
    expect(await linus.credits.setPlan({ kind: 'unlimited' })).toEqual(refused(null));
    expect(await linus.managers.grant(SHOP, { kind: 'global' })).toEqual(refused(null));
    expect(await linus.groups.addMember(SHOP, ADA)).toEqual(refused(null));
  });

  test('ends as one with the change that ends it', async () => {
    must(await linus.managers.grant(PLATFORM, { kind: 'server', serverId: SERVER }));
    must(await linus.managers.revoke(SHOP, { kind: 'server', serverId: SERVER }));
    expect(await linus.servers.rename(SERVER, 'Ours')).toEqual(refused(SERVER));
  });
});

test('an Owner manages everything, and the events say who it was', async () => {
  must(await ada.servers.rename(SERVER, 'Live'));
  must(await ada.groups.addMember(OWNERS, GRACE));
  must(await ada.groups.addMember(SHOP, ADA));
  must(await ada.managers.grant(PLATFORM, { kind: 'all-servers' }));
  const events = must(await ada.audit.list({ limit: 4, before: null }));
  expect(events.map(({ actor }) => actor)).toEqual(Array(4).fill(person(ADA)));
  expect(must(await ada.managers.list()).own).toEqual(new Map([[SERVER, [PLATFORM, SHOP]]]));
});
