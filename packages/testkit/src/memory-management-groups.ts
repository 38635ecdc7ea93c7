import {
  err,
  type Failure,
  type Group,
  type Person,
  refuseActor,
  refuseMembership,
  refuseName,
  sameId,
} from '@connect-token/core';
import {
  type AccountState,
  changed,
  findById,
  type Moment,
  type Outcome,
  replaced,
  unchanged,
} from './memory-management-state.ts';

export const unknownGroup = (group: string): Failure => ({ code: 'GROUP_UNKNOWN', group, nearest: null });

export function createGroup(state: AccountState, name: string, { actor, newId }: Moment): Outcome<Group> {
  const refused = refuseActor({ actor, world: state }, null) ?? refuseName('group', name);
  if (refused !== undefined) return err(refused);
  const group: Group = { id: newId(), name, type: 'USER_DEFINED', members: [] };
  return changed({ ...state, groups: [...state.groups, group] }, group, 'group.create', { group: group.id });
}

export function addMember(
  state: AccountState,
  ids: readonly [groupId: string, personId: string],
  moment: Moment,
): Outcome<Group> {
  const found = findMembership(state, ids, moment);
  if ('code' in found) return err(found);
  const { group, person } = found;
  if (isMember(group, person)) return unchanged(state, group);
  const after = { ...group, members: [...group.members, person.id] };
  return changed({ ...state, groups: replaced(state.groups, after) }, after, 'group.member.add', {
    group: group.id,
    person: person.id,
  });
}

export function removeMember(
  state: AccountState,
  ids: readonly [groupId: string, personId: string],
  moment: Moment,
): Outcome<Group> {
  const found = findMembership(state, ids, moment);
  if ('code' in found) return err(found);
  const { group, person } = found;
  if (!isMember(group, person)) return unchanged(state, group);
  const after = { ...group, members: group.members.filter((id) => !sameId(id, person.id)) };
  if (group.type === 'OWNERS' && after.members.length === 0)
    return err({ code: 'OWNERS_EMPTY', group: group.name });
  return changed({ ...state, groups: replaced(state.groups, after) }, after, 'group.member.remove', {
    group: group.id,
    person: person.id,
  });
}

interface Membership {
  readonly group: Group;
  readonly person: Person;
}

function findMembership(
  state: AccountState,
  [groupId, personId]: readonly [string, string],
  { actor }: Moment,
): Membership | Failure {
  const refused = refuseActor({ actor, world: state }, null);
  if (refused !== undefined) return refused;
  const group = findById(state.groups, groupId);
  if (group === undefined) return unknownGroup(groupId);
  const forbidden = refuseMembership({ actor, world: state }, group);
  if (forbidden !== undefined) return forbidden;
  const person = findById(state.people, personId);
  return person === undefined
    ? { code: 'PERSON_UNKNOWN', person: personId, nearest: null }
    : { group, person };
}

const isMember = ({ members }: Group, { id }: Person): boolean =>
  members.some((member) => sameId(member, id));
