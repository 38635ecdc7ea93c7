import {
  err,
  isNonEmpty,
  type ManagerPlace,
  type Managers,
  type NonEmpty,
  refusePlace,
} from '@connect-token/core';
import { unknownGroup } from './memory-management-groups.ts';
import { unknownServer } from './memory-management-servers.ts';
import {
  type AccountState,
  changed,
  findById,
  type Moment,
  type Outcome,
  unchanged,
} from './memory-management-state.ts';

export const grantManager = (
  state: AccountState,
  asked: readonly [groupId: string, place: ManagerPlace],
  moment: Moment,
): Outcome<Managers> =>
  changeManagers(state, asked, moment, {
    kind: 'manager.grant',
    change: (list, id) => (list.includes(id) ? list : [...list, id]),
  });

export const revokeManager = (
  state: AccountState,
  asked: readonly [groupId: string, place: ManagerPlace],
  moment: Moment,
): Outcome<Managers> =>
  changeManagers(state, asked, moment, {
    kind: 'manager.revoke',
    change: (list, id) => list.filter((other) => other !== id),
  });

interface ManagerChange {
  readonly kind: 'manager.grant' | 'manager.revoke';
  readonly change: (list: readonly string[], groupId: string) => readonly string[];
}

function changeManagers(
  state: AccountState,
  [groupId, place]: readonly [string, ManagerPlace],
  { actor }: Moment,
  { kind, change }: ManagerChange,
): Outcome<Managers> {
  const refused = refusePlace({ actor, world: state }, place);
  if (refused !== undefined) return err(refused);
  const group = findById(state.groups, groupId);
  if (group === undefined) return err(unknownGroup(groupId));
  const server = place.kind === 'server' ? findById(state.servers, place.serverId) : null;
  if (server === undefined && place.kind === 'server') return err(unknownServer(place.serverId));
  const { global, own } = state.managers;
  const lists = (serverIds: Iterable<string>): ReadonlyMap<string, NonEmpty<string>> => {
    const all = new Map(own);
    for (const serverId of serverIds) {
      const list = change(own.get(serverId) ?? [], group.id);
      if (isNonEmpty(list)) all.set(serverId, list);
      else all.delete(serverId);
    }
    return all;
  };
  const managers: Managers = server
    ? { global, own: lists([server.id]) }
    : { global: change(global, group.id), own: place.kind === 'global' ? own : lists(own.keys()) };
  const subject = { group: group.id, ...(server ? { server: server.id } : {}) };
  return sameManagers(state.managers, managers)
    ? unchanged(state, managers)
    : changed({ ...state, managers }, managers, kind, subject);
}

const sameManagers = (one: Managers, other: Managers): boolean =>
  JSON.stringify([one.global, [...one.own]]) === JSON.stringify([other.global, [...other.own]]);
