import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../test/law.ts';
import {
  type Actor,
  type Group,
  type GroupType,
  type Managers,
  type ManagerWorld,
  managersOf,
  mayManage,
} from './group.ts';
import type { NonEmpty } from './result.ts';

const id = (text: string): string => text.padEnd(26, '0');

const SERVER = id('SERVER');
const OTHER = id('OTHER');

const group = (name: string, members: readonly string[], type: GroupType = 'USER_DEFINED'): Group => ({
  id: id(name),
  name,
  type,
  members: members.map(id),
});

const person = (name: string): Actor => ({ kind: 'person', personId: id(name) });

/** `ada` owns, `bob` is of the global list, `eve` of one server's own, `dan` of neither; `zoe` is in no group. */
const WORLD: ManagerWorld = {
  groups: [
    group('owners', ['ada'], 'OWNERS'),
    group('administrators', ['max'], 'ADMINISTRATORS'),
    group('global', ['bob']),
    group('own', ['eve']),
    group('none', ['dan']),
    group('empty', []),
  ],
  managers: { global: [id('global')], own: new Map([[SERVER, [id('own')]]]) },
};

const may = (name: string, serverId: string | null, world: ManagerWorld = WORLD): boolean =>
  mayManage(person(name), serverId, world);

describe('who may manage', () => {
  test.each([
    ['ada', true, true, true],
    ['bob', false, true, true],
    ['eve', true, false, false],
    ['dan', false, false, false],
    ['max', false, false, false],
    ['zoe', false, false, false],
  ])(
    '%s: a server with its own list %s, one without %s, what belongs to none %s',
    (name, own, other, none) => {
      expect([may(name, SERVER), may(name, OTHER), may(name, null)]).toEqual([own, other, none]);
    },
  );

  test('the owner of the data directory may do all, also where there are no groups', () => {
    const nobody: ManagerWorld = { groups: [], managers: { global: [], own: new Map() } };
    for (const serverId of [SERVER, OTHER, null]) {
      expect(mayManage({ kind: 'owner' }, serverId, nobody)).toBe(true);
      expect(may('ada', serverId, nobody)).toBe(false);
    }
  });

  test('a server’s own list overrides the global one, also for a group of both and for a person of both', () => {
    const both: ManagerWorld = {
      groups: [...WORLD.groups, group('two', ['bob', 'eve'])],
      managers: { ...WORLD.managers, global: [id('global'), id('two')] },
    };
    expect(may('eve', null, both)).toBe(true);
    expect(may('bob', SERVER, both)).toBe(false);
    const owned: Managers = { ...both.managers, own: new Map([[SERVER, [id('two')]]]) };
    expect(may('bob', SERVER, { ...both, managers: owned })).toBe(true);
  });

  test('ids are the same in any case', () => {
    const upper = { kind: 'person', personId: id('eve').toUpperCase() } as const;
    const own = new Map<string, NonEmpty<string>>([[SERVER.toLowerCase(), [id('own').toUpperCase()]]]);
    expect(mayManage(upper, SERVER, { ...WORLD, managers: { global: [], own } })).toBe(true);
    expect(may('bob', SERVER.toLowerCase())).toBe(false);
  });

  test('the name of a group says nothing: Owners are a type', () => {
    const impostor: ManagerWorld = { ...WORLD, groups: [{ ...group('owners', ['zoe']), name: 'Owners' }] };
    expect(may('zoe', null, impostor)).toBe(false);
  });

  test('a list that names a group which is gone lets nobody in', () => {
    const gone: ManagerWorld = {
      groups: WORLD.groups.filter(({ name }) => name !== 'own'),
      managers: WORLD.managers,
    };
    expect(['bob', 'eve', 'dan'].filter((name) => may(name, SERVER, gone))).toEqual([]);
    expect(may('ada', SERVER, gone)).toBe(true);
  });
});

test('the managers of a server are its own list, else the global one', () => {
  expect(managersOf(SERVER, WORLD.managers)).toEqual([id('own')]);
  expect(managersOf(OTHER, WORLD.managers)).toEqual([id('global')]);
});

describe('for every account', () => {
  const NAMES = ['a', 'b', 'c'];
  const anyGroups: fc.Arbitrary<readonly Group[]> = fc.tuple(
    fc.subarray(NAMES).map((members) => group('one', members, 'OWNERS')),
    fc.subarray(NAMES).map((members) => group('two', members)),
    fc.subarray(NAMES).map((members) => group('three', members)),
  );
  const list = fc.subarray([id('one'), id('two'), id('three')]);
  const own = fc.option(fc.subarray([id('one'), id('two'), id('three')], { minLength: 1 }), {
    nil: undefined,
  });
  const world: fc.Arbitrary<ManagerWorld> = fc.tuple(anyGroups, list, own).map(([groups, global, each]) => ({
    groups,
    managers: {
      global,
      own: new Map(each === undefined ? [] : [[SERVER, each as unknown as NonEmpty<string>]]),
    },
  }));
  const name = fc.constantFrom(...NAMES);

  test('nobody manages without being an Owner or in a group of the list that rules', () => {
    law(
      fc.property(world, name, fc.constantFrom(SERVER, OTHER, null), (given, who, serverId) => {
        const theirs = given.groups.filter(({ members }) => members.includes(id(who)));
        const ruling = serverId === null ? given.managers.global : managersOf(serverId, given.managers);
        const expected = theirs.some((each) => each.type === 'OWNERS' || ruling.includes(each.id));
        expect(may(who, serverId, given)).toBe(expected);
      }),
    );
  });

  test('another group in a list takes nothing from anybody, and an own list changes no other server', () => {
    law(
      fc.property(world, name, fc.constantFrom('one', 'two', 'three'), (given, who, more) => {
        const global = [...given.managers.global, id(more)];
        const wider = { ...given, managers: { ...given.managers, global } };
        for (const place of [SERVER, OTHER, null])
          if (may(who, place, given)) expect(may(who, place, wider)).toBe(true);
        const own: Managers = { ...given.managers, own: new Map([[SERVER, [id(more)]]]) };
        for (const place of [OTHER, null])
          expect(may(who, place, { ...given, managers: own })).toBe(may(who, place, given));
      }),
    );
  });
});
