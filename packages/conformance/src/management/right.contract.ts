import type { CallFailure, Management, Person, Result } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { INBOX, order, PRODUCTION } from '../control-plane/world.ts';
import { expectRefusal, grant, metered, type Subject } from './subject.ts';
import { ADA, actorOf, BOB, DAN, EVE, HOLDER, OWNERS, PLATFORM, SHOP } from './world.ts';

type Verb = (management: Management, things: Things) => Promise<Result<unknown, CallFailure>>;

/** What a verb is about: one server, with a token, that a person may manage or not. */
interface Things {
  readonly serverId: string;
  readonly tokenId: string;
}

/** Each with a change that nothing but a missing right speaks against. */
const OF_A_SERVER: readonly [string, Verb][] = [
  ['servers.rename', (m, { serverId }) => m.servers.rename(serverId, 'Renamed')],
  ['servers.delete', (m, { serverId }) => m.servers.delete(serverId)],
  ['grants.grant', (m, { serverId }) => m.grants.grant(serverId, grant(INBOX))],
  ['grants.revoke', (m, { serverId }) => m.grants.revoke(serverId, PRODUCTION.id)],
  ['tokens.create', (m, { serverId }) => m.tokens.create(order([[PRODUCTION, 'r']], { serverId }))],
  ['tokens.rename', (m, { tokenId }) => m.tokens.rename(tokenId, 'Renamed')],
  ['tokens.delete', (m, { tokenId }) => m.tokens.delete(tokenId)],
  ['managers.grant', (m, { serverId }) => m.managers.grant(OWNERS.id, { kind: 'server', serverId })],
  ['managers.revoke', (m, { serverId }) => m.managers.revoke(SHOP.id, { kind: 'server', serverId })],
];

const OF_NONE: readonly [string, Verb][] = [
  ['vaults.create', (m) => m.vaults.create({ name: 'New' })],
  ['vaults.rename', (m) => m.vaults.rename(PRODUCTION.id, 'Renamed')],
  ['servers.create', (m) => m.servers.create({ name: 'New', grants: [grant(PRODUCTION)], fixed: false })],
  ['groups.create', (m) => m.groups.create({ name: 'New' })],
  ['groups.addMember', (m) => m.groups.addMember(PLATFORM.id, DAN.id)],
  ['groups.removeMember', (m) => m.groups.removeMember(PLATFORM.id, BOB.id)],
  ['managers.grant, of all servers', (m) => m.managers.grant(SHOP.id, { kind: 'global' })],
  ['managers.revoke, of all servers', (m) => m.managers.revoke(PLATFORM.id, { kind: 'global' })],
  ['credits.setPlan', (m) => m.credits.setPlan(metered(100))],
];

/** What would make a manager more than it is. */
const OF_OWNERS: readonly [string, Verb][] = [
  ['groups.addMember, of the Owners', (m) => m.groups.addMember(OWNERS.id, DAN.id)],
  ['groups.removeMember, of the Owners', (m) => m.groups.removeMember(OWNERS.id, ADA.id)],
  [
    'groups.addMember, of a group that manages a server by itself',
    (m) => m.groups.addMember(SHOP.id, DAN.id),
  ],
  ['managers.grant, of every server', (m) => m.managers.grant(PLATFORM.id, { kind: 'all-servers' })],
  ['managers.revoke, of every server', (m) => m.managers.revoke(SHOP.id, { kind: 'all-servers' })],
];

const HOLDERS: readonly [string, Person | null][] = [
  ['the holder of the account', null],
  ['an Owner', ADA],
];

type Case = readonly [string, Person, readonly [string, Verb][]];

const THEIR_OWN: Case = ['who manages that server by its own list', EVE, OF_A_SERVER];

export function rightContract({ house, owner, server, token, ownServer }: Subject): void {
  const thingsOf = async (made: { readonly id: string }): Promise<Things> => {
    const [listed] = must(await owner().servers.list()).filter(({ id }) => id === made.id);
    if (listed === undefined) throw new Error('a server that was made is listed');
    return { serverId: made.id, tokenId: (await token(listed)).token.id };
  };
  const as = (person: Person | null): Promise<Management> =>
    house().as(person === null ? HOLDER : actorOf(person));

  describe.each(HOLDERS)('%s may everything:', (_, person) => {
    test.each([...OF_A_SERVER, ...OF_NONE, ...OF_OWNERS])('%s', async (verb, work) => {
      const things = await thingsOf(await ownServer());
      if (verb === 'groups.removeMember, of the Owners')
        must(await owner().groups.addMember(OWNERS.id, DAN.id));
      must(await work(await as(person), things));
    });
  });

  describe.each([THEIR_OWN])('a person %s', (_, person, allowed) => {
    test.each(allowed)('may: %s', async (__, work) => {
      const things = await thingsOf(await ownServer());
      must(await work(await as(person), things));
    });

    test.each(allowed)('may not, at another server: %s', async (__, work) => {
      await ownServer();
      const things = await thingsOf(await server());
      await expectRefusal(owner(), async () => work(await as(person), things), 'NOT_A_MANAGER');
    });

    test.each([...OF_NONE, ...OF_OWNERS])('may not: %s', async (__, work) => {
      const things = await thingsOf(await ownServer());
      await expectRefusal(owner(), async () => work(await as(person), things), 'NOT_A_MANAGER');
    });
  });

  describe('a person who manages all servers', () => {
    test.each([...OF_A_SERVER, ...OF_NONE])(
      'may, where a server has no list of its own: %s',
      async (_, work) => {
        await ownServer();
        const things = await thingsOf(await server());
        must(await work(await as(BOB), things));
      },
    );

    test.each(OF_A_SERVER)('may not, where the server’s own list leaves it out: %s', async (_, work) => {
      const things = await thingsOf(await ownServer());
      await expectRefusal(owner(), async () => work(await as(BOB), things), 'NOT_A_MANAGER');
    });

    test.each(OF_OWNERS)('may not make itself more than it is: %s', async (_, work) => {
      const things = await thingsOf(await ownServer());
      await expectRefusal(owner(), async () => work(await as(BOB), things), 'NOT_A_MANAGER');
    });
  });

  describe('a person in no group that manages', () => {
    test.each([...OF_A_SERVER, ...OF_NONE, ...OF_OWNERS])('may not: %s', async (_, work) => {
      const things = await thingsOf(await server());
      must(await owner().managers.grant(PLATFORM.id, { kind: 'global' }));
      await expectRefusal(owner(), async () => work(await as(DAN), things), 'NOT_A_MANAGER');
    });
  });

  test('a right that is taken is gone with the next call', async () => {
    const made = await ownServer();
    const eve = await as(EVE);
    must(await eve.servers.rename(made.id, 'Mine'));
    must(await owner().groups.removeMember(SHOP.id, EVE.id));
    await expectRefusal(owner(), () => eve.servers.rename(made.id, 'Still mine'), 'NOT_A_MANAGER');
  });

  test('a refused person learns nothing of what there is: an unknown server is refused as a known one', async () => {
    const made = await server();
    const dan = await as(DAN);
    for (const id of [made.id, made.id.replace(/^./, 'X')])
      expect(await dan.servers.rename(id, '')).toMatchObject({
        error: { failure: { code: 'NOT_A_MANAGER' } },
      });
  });

  test('who acts stands on the port', async () => {
    expect(owner().actor).toEqual(HOLDER);
    expect((await as(EVE)).actor).toEqual(actorOf(EVE));
  });
}
