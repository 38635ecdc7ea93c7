import type { ManagerPlace } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { snapshot } from './snapshot.ts';
import { expectRefusals, type Refused, type Subject } from './subject.ts';
import { NOWHERE, PLATFORM, SHOP } from './world.ts';

const GLOBAL: ManagerPlace = { kind: 'global' };
const ALL: ManagerPlace = { kind: 'all-servers' };
const at = (serverId: string): ManagerPlace => ({ kind: 'server', serverId });

export function managerContract({ owner, server, ownServer }: Subject): void {
  const managers = async () => must(await owner().managers.list());

  describe('managers', () => {
    test('are none, and no server has a list of its own, until somebody says otherwise', async () => {
      await server();
      expect(await managers()).toEqual({ global: [], own: new Map() });
    });

    test('of all servers are one list', async () => {
      await server();
      const granted = must(await owner().managers.grant(PLATFORM.id.toUpperCase(), GLOBAL));
      expect(granted).toEqual({ global: [PLATFORM.id], own: new Map() });
      expect(await managers()).toEqual(granted);
      expect(must(await owner().managers.revoke(PLATFORM.id, GLOBAL))).toEqual({
        global: [],
        own: new Map(),
      });
    });

    test('of one server are its own list, and no other’s', async () => {
      const [made] = [await server(), await server()];
      const granted = must(await owner().managers.grant(SHOP.id, at(made.id.toLowerCase())));
      expect(granted).toEqual({ global: [], own: new Map([[made.id, [SHOP.id]]]) });
      expect(await managers()).toEqual(granted);
    });

    test('of one server: the last group ends the list', async () => {
      const made = await ownServer();
      must(await owner().managers.grant(PLATFORM.id, at(made.id)));
      const one = must(await owner().managers.revoke(SHOP.id, at(made.id)));
      expect(one.own).toEqual(new Map([[made.id, [PLATFORM.id]]]));
      const none = must(await owner().managers.revoke(PLATFORM.id, at(made.id)));
      expect(none).toEqual({ global: [PLATFORM.id], own: new Map() });
    });

    test('of every server join the global list and each own list, and make no list where there is none', async () => {
      const made = await ownServer();
      must(await owner().managers.revoke(PLATFORM.id, GLOBAL));
      await server();
      const { global, own } = must(await owner().managers.grant(PLATFORM.id, ALL));
      expect(global).toEqual([PLATFORM.id]);
      expect([...own.keys()]).toEqual([made.id]);
      expect(new Set(own.get(made.id))).toEqual(new Set([SHOP.id, PLATFORM.id]));
      expect(must(await owner().managers.revoke(PLATFORM.id, ALL))).toEqual({
        global: [],
        own: new Map([[made.id, [SHOP.id]]]),
      });
    });

    test('already, or not at all: nothing changes, and no event tells of it', async () => {
      const made = await ownServer();
      must(await owner().managers.grant(PLATFORM.id, ALL));
      const before = await snapshot(owner());
      for (const place of [GLOBAL, ALL, at(made.id)]) must(await owner().managers.grant(PLATFORM.id, place));
      must(await owner().managers.revoke(SHOP.id, GLOBAL));
      expect(await snapshot(owner())).toEqual(before);
    });

    test('are granted and revoked by ids only, of what there is', async () => {
      const { name } = await server();
      const unknown = [
        [NOWHERE, GLOBAL, 'GROUP_UNKNOWN'],
        [SHOP.name, ALL, 'GROUP_UNKNOWN'],
        [SHOP.id, at(NOWHERE), 'SERVER_UNKNOWN'],
        [SHOP.id, at(name), 'SERVER_UNKNOWN'],
      ] as const;
      await expectRefusals(
        owner(),
        unknown.flatMap(([groupId, place, code]): readonly Refused[] => [
          [() => owner().managers.grant(groupId, place), code],
          [() => owner().managers.revoke(groupId, place), code],
        ]),
      );
    });
  });
}
