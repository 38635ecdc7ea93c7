import {
  type AccountChange,
  type AccountState,
  type BuiltInRule,
  type GrantChange,
  type Group,
  grantOf,
  isNonEmpty,
  isStandIn,
  type Managers,
  refuseGrant,
  sameId,
  type ThingRef,
  type Vault,
  withGrant,
  withoutGrant,
} from '../src/index.ts';

type Server = AccountState['servers'][number];

/** An account, and which real ids stand-ins got. */
export interface AccountModel {
  readonly state: AccountState;
  readonly builtIn: BuiltInRule;
  readonly made: ReadonlyMap<string, string>;
}

/**
 * The account after a change, as a call of `Management` would leave it. It throws where that would refuse or do nothing, so that a
 * list of changes in a wrong order can't pass.
 */
export function applyChange(model: AccountModel, change: AccountChange): AccountModel {
  const { state } = model;
  const { vaults, servers, groups, people } = state;
  switch (change.kind) {
    case 'credits.plan':
      return { ...model, state: { ...state, plan: change.to } };
    case 'vault.create':
      return make(model, change.vault, (made) => ({
        vaults: [...vaults, { ...made, type: 'USER_CREATED' }],
      }));
    case 'vault.rename': {
      const vault = find(model, change.vault, vaults);
      must(vault.type === 'USER_CREATED' && vault.name === change.from);
      const renamed: Vault = { ...vault, name: change.vault.name };
      return { ...model, state: { ...state, vaults: replace(vaults, renamed) } };
    }
    case 'server.create':
      return make(model, change.server, (made) => {
        const fixedVaults = change.grants.map(({ vault }) => find(model, vault, vaults).id);
        const server = { ...made, grants: [], fixedVaults: change.fixed ? fixedVaults : null };
        return {
          servers: [
            ...servers,
            change.grants.reduce<Server>((each, next) => grant(model, each, next), server),
          ],
        };
      });
    case 'server.rename':
      return changeServer(model, change.server, (server) => {
        must(server.name === change.from);
        return { ...server, name: change.server.name };
      });
    case 'server.delete': {
      const { id } = find(model, change.server, servers);
      const own = new Map([...state.managers.own].filter(([key]) => !sameId(key, id)));
      const left = servers.filter((server) => !sameId(server.id, id));
      return { ...model, state: { ...state, servers: left, managers: { ...state.managers, own } } };
    }
    case 'vault.grant':
      return changeServer(model, change.server, (server) => {
        const before = grantOf(server, find(model, change.vault, vaults).id)?.access ?? null;
        must(before === change.from && before !== change.access);
        return grant(model, server, change);
      });
    case 'vault.revoke':
      return changeServer(model, change.server, (server) => {
        must(grantOf(server, change.vault.id) !== undefined);
        return withoutGrant(server, change.vault.id);
      });
    case 'group.create':
      return make(model, change.group, (made) => ({
        groups: [...groups, { ...made, type: 'USER_DEFINED', members: [] }],
      }));
    case 'group.member.add':
      return changeMembers(model, change.group, (members) =>
        plus(members, find(model, change.person, people)),
      );
    case 'group.member.remove':
      return changeMembers(model, change.group, (members) => minus(members, change.person));
    case 'manager.grant':
      return changeManagers(model, change.server, (list) => plus(list, find(model, change.group, groups)));
    case 'manager.revoke':
      return changeManagers(model, change.server, (list) => minus(list, change.group));
  }
}

/** The real thing that a change refers to. */
function find<T extends { readonly id: string }>(
  { made }: AccountModel,
  { id }: ThingRef,
  things: readonly T[],
): T {
  const real = isStandIn(id) ? made.get(id) : id;
  const thing = things.find((each) => real !== undefined && sameId(each.id, real));
  if (thing === undefined) throw new Error(`nothing has the id ${id}`);
  return thing;
}

function make(
  model: AccountModel,
  { id, name }: ThingRef,
  add: (made: ThingRef) => Partial<AccountState>,
): AccountModel {
  must(isStandIn(id) && !model.made.has(id));
  const real = `made${model.made.size}`.padEnd(26, 'z');
  const state = { ...model.state, ...add({ id: real, name }) };
  return { ...model, state, made: new Map([...model.made, [id, real]]) };
}

function grant(model: AccountModel, server: Server, { vault, access }: GrantChange): Server {
  const { vaults } = model.state;
  const { id } = find(model, vault, vaults);
  must(refuseGrant(server, id, { vaults, builtIn: model.builtIn }) === undefined);
  return withGrant(server, { vaultId: id, access });
}

function changeServer(model: AccountModel, ref: ThingRef, change: (server: Server) => Server): AccountModel {
  const { servers } = model.state;
  const changed = change(find(model, ref, servers));
  return { ...model, state: { ...model.state, servers: replace(servers, changed) } };
}

type Ids = readonly string[];

function changeMembers(model: AccountModel, ref: ThingRef, change: (members: Ids) => Ids): AccountModel {
  const { groups } = model.state;
  const group = find(model, ref, groups);
  const changed: Group = { ...group, members: change(group.members) };
  must(changed.type !== 'OWNERS' || changed.members.length > 0);
  return { ...model, state: { ...model.state, groups: replace(groups, changed) } };
}

function changeManagers(
  model: AccountModel,
  place: ThingRef | null,
  change: (list: Ids) => Ids,
): AccountModel {
  const { managers, servers } = model.state;
  const changed = (after: Managers) => ({ ...model, state: { ...model.state, managers: after } });
  if (place === null) return changed({ ...managers, global: change(managers.global) });
  const { id } = find(model, place, servers);
  const own = new Map([...managers.own].filter(([key]) => !sameId(key, id)));
  const list = change([...managers.own].find(([key]) => sameId(key, id))?.[1] ?? []);
  return changed({ ...managers, own: isNonEmpty(list) ? own.set(id, list) : own });
}

const replace = <T extends { readonly id: string }>(things: readonly T[], changed: T): readonly T[] =>
  things.map((thing) => (sameId(thing.id, changed.id) ? changed : thing));

function plus(ids: Ids, { id }: { readonly id: string }): Ids {
  must(!ids.some((each) => sameId(each, id)));
  return [...ids, id];
}

function minus(ids: Ids, { id }: { readonly id: string }): Ids {
  must(ids.some((each) => sameId(each, id)));
  return ids.filter((each) => !sameId(each, id));
}

function must(holds: boolean): void {
  if (!holds) throw new Error('a change that no manager can make');
}
