import { describe, expect, test } from 'vitest';
import { mayChangeMembers, mayChooseManagers } from './authority.ts';
import type { Actor, Group, GroupType, ManagerPlace, ManagerWorld } from './group.ts';

const group = (id: string, type: GroupType = 'USER_DEFINED'): Group => ({
  id,
  name: id,
  type,
  members: [id],
});

/** Each person is in the group of its name: `ada` owns, `bob` manages globally, `eve` one server, `dan` nothing. */
const OWNERS = group('ada', 'OWNERS');
const GLOBAL = group('bob');
const OWN = group('eve');
const NONE = group('dan');

const WORLD: ManagerWorld = {
  groups: [OWNERS, GLOBAL, OWN, NONE],
  managers: { global: [GLOBAL.id], own: new Map([['SERVER', [OWN.id]]]) },
};

const actor = ({ id }: Group): Actor => ({ kind: 'person', personId: id.toUpperCase() });

const HOLDER: Actor = { kind: 'owner' };

describe('the members of a group are changed', () => {
  test.each([OWNERS, GLOBAL, OWN, NONE])('%o by owners, whatever it is', (changed) => {
    expect(mayChangeMembers(HOLDER, changed, WORLD)).toBe(true);
    expect(mayChangeMembers(actor(OWNERS), changed, WORLD)).toBe(true);
  });

  test('by a global manager where the group manages no more than that', () => {
    expect(mayChangeMembers(actor(GLOBAL), GLOBAL, WORLD)).toBe(true);
    expect(mayChangeMembers(actor(GLOBAL), NONE, WORLD)).toBe(true);
  });

  test('never by a global manager who would make itself an Owner, or a manager of a server that leaves it out', () => {
    expect(mayChangeMembers(actor(GLOBAL), OWNERS, WORLD)).toBe(false);
    expect(mayChangeMembers(actor(GLOBAL), OWN, WORLD)).toBe(false);
  });

  test('never by who manages one server, or none', () => {
    for (const changed of [OWNERS, GLOBAL, OWN, NONE]) {
      expect(mayChangeMembers(actor(OWN), changed, WORLD)).toBe(false);
      expect(mayChangeMembers(actor(NONE), changed, WORLD)).toBe(false);
    }
  });
});

const PLACES: readonly [string, ManagerPlace, readonly Group[]][] = [
  ['of all servers that have no list of their own', { kind: 'global' }, [OWNERS, GLOBAL]],
  ['of a server with a list of its own', { kind: 'server', serverId: 'server' }, [OWNERS, OWN]],
  ['of a server without one', { kind: 'server', serverId: 'OTHER' }, [OWNERS, GLOBAL]],
  ['of every server, where a list leaves the global managers out', { kind: 'all-servers' }, [OWNERS]],
];

test.each(PLACES)('the managers %s are chosen by those who manage all of it', (_, place, allowed) => {
  expect(mayChooseManagers(HOLDER, place, WORLD)).toBe(true);
  for (const each of [OWNERS, GLOBAL, OWN, NONE])
    expect(mayChooseManagers(actor(each), place, WORLD), each.id).toBe(allowed.includes(each));
});

test('the managers of every server are chosen by a global manager where no list leaves it out', () => {
  const own = new Map([['SERVER', [OWN.id, GLOBAL.id]]] as const);
  const world: ManagerWorld = { ...WORLD, managers: { ...WORLD.managers, own } };
  expect(mayChooseManagers(actor(GLOBAL), { kind: 'all-servers' }, world)).toBe(true);
  expect(mayChooseManagers(actor(OWN), { kind: 'all-servers' }, world)).toBe(false);
});
