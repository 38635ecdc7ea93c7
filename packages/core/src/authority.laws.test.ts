import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { law } from '../test/law.ts';
import { refuseMembership, refusePlace } from './authority.ts';
import { type Actor, type Group, type ManagerPlace, type ManagerWorld, mayManage } from './group.ts';
import { isNonEmpty, type NonEmpty } from './result.ts';

const PEOPLE = ['ada', 'bob', 'eve'];
const GROUPS = ['owners', 'one', 'two', 'three'];
const SERVERS = ['S', 'T'];

/** What can be managed: each server, and what belongs to none. */
const PLACES = [null, ...SERVERS];

const anyWorld: fc.Arbitrary<ManagerWorld> = fc
  .tuple(
    fc.tuple(...GROUPS.map(() => fc.subarray(PEOPLE))),
    fc.subarray(GROUPS),
    fc.tuple(...SERVERS.map(() => fc.subarray(GROUPS))),
  )
  .map(([members, global, lists]) => ({
    groups: GROUPS.map((id, at): Group => {
      return { id, name: id, type: id === 'owners' ? 'OWNERS' : 'USER_DEFINED', members: members[at] ?? [] };
    }),
    managers: {
      global,
      own: new Map(
        SERVERS.flatMap((server, at): [string, NonEmpty<string>][] => {
          const list: readonly string[] = lists[at] ?? [];
          return isNonEmpty(list) ? [[server, list]] : [];
        }),
      ),
    },
  }));

type Step = (world: ManagerWorld, actor: Actor) => ManagerWorld | undefined;

const change = (list: readonly string[], id: string, adds: boolean): readonly string[] =>
  adds ? [...new Set([...list, id])] : list.filter((each) => each !== id);

/** Whoever acts lets in or out whom it likes. */
const membership: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...GROUPS), fc.constantFrom(...PEOPLE), fc.boolean())
  .map(([id, person, adds]) => (world, actor) => {
    const group = world.groups.find((each) => each.id === id);
    if (group === undefined || refuseMembership({ actor, world }, group) !== undefined) return undefined;
    const changed: Group = { ...group, members: change(group.members, person, adds) };
    return { ...world, groups: world.groups.map((each) => (each.id === id ? changed : each)) };
  });

const anyPlace: fc.Arbitrary<ManagerPlace> = fc.constantFrom<ManagerPlace>(
  { kind: 'global' },
  { kind: 'all-servers' },
  ...SERVERS.map((serverId) => ({ kind: 'server' as const, serverId })),
);

const choice: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...GROUPS), anyPlace, fc.boolean())
  .map(([id, place, adds]) => (world, actor) => {
    if (refusePlace({ actor, world }, place) !== undefined) return undefined;
    const { global, own } = world.managers;
    const touched =
      place.kind === 'server' ? [place.serverId] : place.kind === 'global' ? [] : [...own.keys()];
    const lists = new Map(own);
    for (const serverId of touched) {
      const list = change(own.get(serverId) ?? [], id, adds);
      if (isNonEmpty(list)) lists.set(serverId, list);
      else lists.delete(serverId);
    }
    const wide = place.kind === 'server' ? global : change(global, id, adds);
    return { ...world, managers: { global: wide, own: lists } };
  });

test('whatever somebody may change, it never lets them manage what they could not manage before', () => {
  let changes = 0;
  law(
    fc.property(
      anyWorld,
      fc.constantFrom(...PEOPLE),
      fc.array(fc.oneof(membership, choice), { minLength: 1, maxLength: 6 }),
      (start, personId, steps) => {
        const actor: Actor = { kind: 'person', personId };
        let world = start;
        for (const step of steps) {
          const after = step(world, actor);
          if (after === undefined) continue;
          changes += 1;
          for (const place of PLACES)
            if (mayManage(actor, place, after)) expect(mayManage(actor, place, start), `${place}`).toBe(true);
          world = after;
        }
      },
    ),
    { runs: 2_000 },
  );
  // So that a law about nothing can't pass.
  expect(changes).toBeGreaterThan(1_000);
});
