import { describe, expect, test } from 'vitest';
import { refuseActor, refuseMembership, refusePlace } from './authority.ts';
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

const EVERYBODY = [OWNERS, GLOBAL, OWN, NONE];

const refusal = (server: string | null) => ({ code: 'NOT_A_MANAGER', server });

test('a change of a server is refused with the server, of anything else with none', () => {
  expect(refuseActor({ actor: actor(GLOBAL), world: WORLD }, 'SERVER')).toEqual(refusal('SERVER'));
  expect(refuseActor({ actor: actor(OWN), world: WORLD }, null)).toEqual(refusal(null));
  expect(refuseActor({ actor: actor(OWN), world: WORLD }, 'server')).toBeUndefined();
  expect(refuseActor({ actor: HOLDER, world: WORLD }, 'SERVER')).toBeUndefined();
});

describe('the members of a group are changed', () => {
  const refused = (by: Actor, changed: Group) => refuseMembership({ actor: by, world: WORLD }, changed);

  test.each(EVERYBODY)('of $id, by owners, whatever it is', (changed) => {
    expect(refused(HOLDER, changed)).toBeUndefined();
    expect(refused(actor(OWNERS), changed)).toBeUndefined();
  });

  test('by a global manager where the group manages no more than that', () => {
    expect(refused(actor(GLOBAL), GLOBAL)).toBeUndefined();
    expect(refused(actor(GLOBAL), NONE)).toBeUndefined();
  });

  test('never by a global manager who would make itself an Owner, or a manager of a server that leaves it out', () => {
    expect(refused(actor(GLOBAL), OWNERS)).toEqual(refusal(null));
    expect(refused(actor(GLOBAL), OWN)).toEqual(refusal('SERVER'));
  });

  test('never by who manages one server, or none', () => {
    for (const changed of EVERYBODY) {
      expect(refused(actor(OWN), changed)).toEqual(refusal(null));
      expect(refused(actor(NONE), changed)).toEqual(refusal(null));
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
  expect(refusePlace({ actor: HOLDER, world: WORLD }, place)).toBeUndefined();
  for (const each of EVERYBODY) {
    const refused = refusePlace({ actor: actor(each), world: WORLD }, place);
    expect(refused === undefined, each.id).toBe(allowed.includes(each));
  }
});

test('the managers of every server are chosen by a global manager where no list leaves it out', () => {
  const own = new Map([['SERVER', [OWN.id, GLOBAL.id]]] as const);
  const world: ManagerWorld = { ...WORLD, managers: { ...WORLD.managers, own } };
  expect(refusePlace({ actor: actor(GLOBAL), world }, { kind: 'all-servers' })).toBeUndefined();
  expect(refusePlace({ actor: actor(OWN), world }, { kind: 'all-servers' })).toEqual(refusal(null));
});
