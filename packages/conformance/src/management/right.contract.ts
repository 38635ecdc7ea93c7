import type { CallFailure, ManagedServer, Management, Person, Result } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { INBOX, order, PRODUCTION } from '../control-plane/world.ts';
import { expectRefusal, expectRefusals, grant, metered, type Subject } from './subject.ts';
import {
  ADA,
  ADMINISTRATORS,
  actorOf,
  BOB,
  DAN,
  EVE,
  HOLDER,
  NOWHERE,
  OWNERS,
  PLATFORM,
  SHOP,
} from './world.ts';

type Work = (management: Management, things: Things) => Promise<Result<unknown, CallFailure>>;

type Verb = readonly [string, Work];

/** What a verb is about: one server, with a token, that a person may manage or not. */
interface Things {
  readonly serverId: string;
  readonly tokenId: string;
}

/** Changes that nothing but a missing right speaks against, in an order in which none takes the actor's own right away. */
const OF_A_SERVER: readonly Verb[] = [
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

const OF_NONE: readonly Verb[] = [
  ['vaults.create', (m) => m.vaults.create({ name: 'New' })],
  ['vaults.rename', (m) => m.vaults.rename(PRODUCTION.id, 'Renamed')],
  ['servers.create', (m) => m.servers.create({ name: 'New', grants: [grant(PRODUCTION)], fixed: false })],
  ['groups.create', (m) => m.groups.create({ name: 'New' })],
  ['groups.addMember', (m) => m.groups.addMember(PLATFORM.id, DAN.id)],
  ['groups.removeMember', (m) => m.groups.removeMember(PLATFORM.id, DAN.id)],
  ['managers.grant, of all servers', (m) => m.managers.grant(SHOP.id, { kind: 'global' })],
  ['managers.revoke, of all servers', (m) => m.managers.revoke(SHOP.id, { kind: 'global' })],
  ['credits.setPlan', (m) => m.credits.setPlan(metered(100))],
];

/** What would make a manager more than it is. */
const OF_OWNERS: readonly Verb[] = [
  ['groups.addMember, of the Owners', (m) => m.groups.addMember(OWNERS.id, DAN.id)],
  ['groups.removeMember, of the Owners', (m) => m.groups.removeMember(OWNERS.id, DAN.id)],
  [
    'groups.addMember, of a group that manages a server by itself',
    (m) => m.groups.addMember(SHOP.id, DAN.id),
  ],
  ['managers.grant, of every server', (m) => m.managers.grant(PLATFORM.id, { kind: 'all-servers' })],
  ['managers.revoke, of every server', (m) => m.managers.revoke(SHOP.id, { kind: 'all-servers' })],
];

const EVERYTHING = [...OF_A_SERVER, ...OF_NONE, ...OF_OWNERS];

export function rightContract({ house, owner, server, token, ownServer }: Subject): void {
  /** Each verb gets a server and a token of its own, so that none finds what another one left. */
  const allowed = async (
    person: Person | null,
    verbs: readonly Verb[],
    make: () => Promise<ManagedServer>,
  ) => {
    const management = await house().as(person === null ? HOLDER : actorOf(person));
    for (const [verb, work] of verbs)
      expect(await work(management, await thingsOf(await make())), verb).toMatchObject({ ok: true });
  };
  const refused = async (person: Person, verbs: readonly Verb[], made: ManagedServer) => {
    const management = await house().as(actorOf(person));
    const things = await thingsOf(made);
    await expectRefusals(
      owner(),
      verbs.map(([verb, work]) => [() => work(management, things), 'NOT_A_MANAGER', verb]),
    );
  };
  const thingsOf = async (made: ManagedServer): Promise<Things> => ({
    serverId: made.id,
    tokenId: (await token(made)).token.id,
  });

  describe('everything may be done', () => {
    test('by the holder of the account', () => allowed(null, EVERYTHING, ownServer));

    test('by an Owner', () => allowed(ADA, EVERYTHING, ownServer));
  });

  describe('a person who manages a server by its own list', () => {
    test('may do everything that is about that server', () => allowed(EVE, OF_A_SERVER, ownServer));

    test('may do nothing at another one', async () => {
      await ownServer();
      await refused(EVE, OF_A_SERVER, await server());
    });

    test('may do nothing that is about no server', async () =>
      refused(EVE, [...OF_NONE, ...OF_OWNERS], await ownServer()));
  });

  describe('a person who manages all servers', () => {
    test('may do everything but what makes a manager more, at a server without a list of its own', async () => {
      await ownServer();
      await allowed(BOB, [...OF_A_SERVER, ...OF_NONE], server);
    });

    test('may do nothing at a server whose own list leaves it out', async () =>
      refused(BOB, OF_A_SERVER, await ownServer()));

    test('may not make itself more than it is', async () => refused(BOB, OF_OWNERS, await ownServer()));
  });

  describe('a person in no group that manages', () => {
    test('may do nothing, at any server', async () => {
      await refused(DAN, EVERYTHING, await ownServer());
      await refused(DAN, EVERYTHING, await server());
    });

    test('may do nothing in an account without managers either', async () =>
      refused(DAN, EVERYTHING, await server()));

    test('may do nothing by being an Administrator: that group is a manager where somebody makes it one', async () => {
      must(await owner().groups.addMember(ADMINISTRATORS.id, DAN.id));
      await refused(DAN, EVERYTHING, await server());
      must(await owner().managers.grant(ADMINISTRATORS.id, { kind: 'global' }));
      await allowed(DAN, OF_A_SERVER, server);
    });
  });

  test('a right that is taken is gone with the next call', async () => {
    const made = await ownServer();
    const eve = await house().as(actorOf(EVE));
    must(await eve.servers.rename(made.id, 'Mine'));
    must(await owner().groups.removeMember(SHOP.id, EVE.id));
    await expectRefusal(owner(), () => eve.servers.rename(made.id, 'Still mine'), 'NOT_A_MANAGER');
  });

  test('a refused person learns nothing of what there is: an unknown server is refused as a known one', async () => {
    const made = await server();
    const dan = await house().as(actorOf(DAN));
    for (const id of [made.id, NOWHERE])
      expect(await dan.servers.rename(id, '')).toMatchObject({
        error: { failure: { code: 'NOT_A_MANAGER' } },
      });
  });

  test('who acts stands on the port', async () => {
    expect(owner().actor).toEqual(HOLDER);
    expect((await house().as(actorOf(EVE))).actor).toEqual(actorOf(EVE));
  });
}
