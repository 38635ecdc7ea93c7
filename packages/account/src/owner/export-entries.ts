import {
  type CreditPlan,
  type Group,
  lookUp,
  type ManagedServer,
  type Managers,
  type Person,
  parseScopeEntries,
  type VaultGrant,
} from '@connect-token/core';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Things in one order, whatever the database's own is: by name, in code units, and then by id. */
export const inOrder = <T extends Named>(things: readonly T[]): readonly T[] =>
  things.toSorted((one, other) => compare(one.name, other.name) || compare(one.id, other.id));

export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** How a list refers to a thing: by its name, where that names nothing else. */
function referenceTo(id: string, things: readonly Named[]): string {
  const thing = things.find((each) => each.id === id);
  const found = thing === undefined ? undefined : lookUp(thing.name, things);
  return thing !== undefined && found?.kind === 'one' && found.thing.id === id ? thing.name : id;
}

/** Servers, people, groups and the plan, as the account file has them. */
export interface AccountParts {
  readonly vaults: readonly Named[];
  readonly servers: readonly ManagedServer[];
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly managers: Managers;
  readonly plan: CreditPlan;
}

export function partEntries({ vaults, servers, people, groups, managers, plan }: AccountParts) {
  const groupList = (ids: readonly string[]) => ids.map((id) => referenceTo(id, groups)).toSorted(compare);
  return {
    ...listed(
      'servers',
      inOrder(servers).map(({ id, name, grants, fixedVaults }) => ({
        name,
        id,
        vaults: grants.map((grant) => grantEntry(grant, vaults)).toSorted(compare),
        ...(fixedVaults === null ? {} : { fixed: true }),
        ...listed('managers', groupList(managers.own.get(id) ?? [])),
      })),
    ),
    ...listed(
      'people',
      inOrder(people).map(({ id, name }) => ({ name, id })),
    ),
    ...listed(
      'groups',
      inOrder(groups).map(({ id, name, type, members }) => ({
        name,
        id,
        type,
        members: members.map((member) => referenceTo(member, people)).toSorted(compare),
      })),
    ),
    ...listed('managers', groupList(managers.global)),
    plan: plan.kind === 'unlimited' ? 'unlimited' : { metered: plan.limit },
  };
}

/** `<vault>,<access>`: a name that can't be read back from such a line gives way to the id. */
function grantEntry({ vaultId, access }: VaultGrant, vaults: readonly Named[]): string {
  const entry = `${referenceTo(vaultId, vaults)},${access}`;
  const parsed = parseScopeEntries([entry]);
  const back = parsed.ok ? lookUp(parsed.value[0].vault, vaults) : undefined;
  return back?.kind === 'one' && back.thing.id === vaultId ? entry : `${vaultId},${access}`;
}

/** A list that has nothing in it is left out. */
export const listed = <K extends string, T>(
  key: K,
  list: readonly T[],
): { readonly [P in K]?: readonly T[] } =>
  list.length === 0 ? {} : ({ [key]: list } as { readonly [P in K]: readonly T[] });
