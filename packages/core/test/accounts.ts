import * as fc from 'fast-check';
import type {
  Access,
  AccountState,
  CreditPlan,
  DesiredAccount,
  DesiredThing,
  GroupType,
  ManagedServer,
  NonEmpty,
  Vault,
} from '../src/index.ts';

/** Accounts and files of them from so few names and ids that they meet often. */

const NAMES = ['alpha', 'beta', 'gamma'] as const;

const idsOf = (noun: string): readonly string[] =>
  ['a', 'b', 'c'].map((letter) => `${noun}${letter}`.padEnd(26, '0'));

const VAULT_IDS = idsOf('vault');
const SERVER_IDS = idsOf('SERVER');
const PERSON_IDS = idsOf('person');
const GROUP_IDS = idsOf('group');

const access: fc.Arbitrary<Access> = fc.constantFrom('r', 'w', 'rw');

const name = fc.constantFrom(...NAMES);

/** Mostly each its own, now and then two of one name. */
const names = (count: number): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(NAMES.slice(0, count)) },
    { weight: 1, arbitrary: fc.array(name, { minLength: count, maxLength: count }) },
  );

const plan: fc.Arbitrary<CreditPlan> = fc.oneof(
  fc.constant({ kind: 'unlimited' as const }),
  fc.nat({ max: 2 }).map((limit) => ({ kind: 'metered' as const, limit })),
);

const type: fc.Arbitrary<Vault['type']> = fc.oneof(
  { weight: 8, arbitrary: fc.constant('USER_CREATED' as const) },
  { weight: 1, arbitrary: fc.constantFrom('PERSONAL' as const, 'EVERYONE' as const) },
);

/** The first of a list, or all of it. */
const some = <T>(ids: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...ids]);

const server = (id: string, own: string): fc.Arbitrary<AccountState['servers'][number]> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(own),
    grants: fc
      .tuple(some(VAULT_IDS.slice(0, 2)), access)
      .map(([ids, each]): ManagedServer['grants'] => ids.map((vaultId) => ({ vaultId, access: each }))),
    fixedVaults: fc.option(some(VAULT_IDS), { freq: 6 }),
  });

export const anyState: fc.Arbitrary<AccountState> = fc
  .tuple(
    fc.tuple(names(3), fc.tuple(type, type, type)),
    names(2).chain(([one = '', two = '']) =>
      fc.tuple(server(SERVER_IDS[0] ?? '', one), server(SERVER_IDS[1] ?? '', two)),
    ),
    fc.tuple(some(PERSON_IDS), some(PERSON_IDS)),
    fc.tuple(some(GROUP_IDS.slice(0, 2)), some(GROUP_IDS.slice(0, 2))),
    plan,
  )
  .map(([[vaultNames, types], servers, [owners, members], [global, own], limit]) => ({
    vaults: vaultNames.map((each, at) => ({ id: VAULT_IDS[at] ?? '', name: each, type: types[at] ?? null })),
    servers,
    people: NAMES.map((each, at) => ({ id: PERSON_IDS[at] ?? '', name: each })),
    groups: [
      {
        id: GROUP_IDS[0] ?? '',
        name: 'alpha',
        type: 'OWNERS',
        members: owners.length === 0 ? PERSON_IDS : owners,
      },
      { id: GROUP_IDS[1] ?? '', name: 'beta', type: 'USER_DEFINED', members },
    ],
    managers: {
      global,
      own: new Map(own.length === 0 ? [] : [[SERVER_IDS[0] ?? '', own as unknown as NonEmpty<string>]]),
    },
    plan: limit,
  }));

const things = (ids: readonly string[], at: number): fc.Arbitrary<DesiredThing> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ name: NAMES[at] ?? '' }) },
    { weight: 2, arbitrary: fc.constant({ id: ids[at]?.toUpperCase(), name: NAMES[at] ?? '' }) },
    {
      weight: 1,
      arbitrary: fc.record({ id: fc.constant(ids[at]), name: fc.constantFrom(...NAMES, 'delta') }),
    },
    { weight: 1, arbitrary: fc.record({ name: fc.constantFrom('delta', 'epsilon', 'alpha') }) },
  );

const listOf = <T>(most: number, make: (at: number) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc
    .nat({ max: most })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => make(at))) as fc.Arbitrary<T[]>);

/** Left out of the file, now and then. */
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 5 });

/** A file; what it says is often there, now and then impossible. */
export const anyFile: fc.Arbitrary<DesiredAccount> = listOf(3, (at) =>
  fc.tuple(things(VAULT_IDS, at), type).map(([thing, each]) => ({ ...thing, type: each })),
).chain((vaults) =>
  fc.record({
    vaults: fc.constant(vaults),
    servers: listOf(3, (at) =>
      fc
        .record({
          thing: things(SERVER_IDS, at),
          grants: maybe(fc.tuple(some([...vaults.keys()]), access)),
          fixed: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, fc.boolean()),
          managers: maybe(some([0])),
        })
        .map(({ thing, grants, ...more }) => ({
          ...thing,
          ...more,
          grants: grants === null ? null : grants[0].map((vault) => ({ vault, access: grants[1] })),
        })),
    ),
    people: fc.constant(NAMES.map((each) => ({ name: each }))),
    groups: listOf(2, (at) =>
      fc
        .tuple(things(GROUP_IDS, at + 1), maybe(some([0, 1, 2])))
        .map(([thing, members]) => ({ ...thing, type: 'USER_DEFINED' as GroupType, members })),
    ).map((groups) => [{ name: 'alpha', type: 'OWNERS' as const, members: [groups.length] }, ...groups]),
    managers: maybe(some([0])),
    plan: maybe(plan),
  }),
);

/** The file that says exactly what is. */
export function fileOf({
  vaults,
  servers,
  people,
  groups,
  managers,
  plan: limit,
}: AccountState): DesiredAccount {
  const at = (list: readonly { readonly id: string }[]) => (id: string) =>
    list.findIndex((each) => each.id === id);
  return {
    vaults,
    servers: servers.map(({ id, name: own, grants, fixedVaults }) => ({
      id,
      name: own,
      grants: grants.map(({ vaultId, access: each }) => ({ vault: at(vaults)(vaultId), access: each })),
      fixed: fixedVaults !== null,
      managers: (managers.own.get(id) ?? []).map(at(groups)),
    })),
    people,
    groups: groups.map((group) => ({ ...group, members: group.members.map(at(people)) })),
    managers: managers.global.map(at(groups)),
    plan: limit,
  };
}
