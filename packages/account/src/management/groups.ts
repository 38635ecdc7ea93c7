import {
  err,
  type Failure,
  type Group,
  type Management,
  ok,
  type Person,
  type Result,
  refuseActor,
  refuseMembership,
  refuseName,
  sameId,
} from '@connect-token/core';
import { deleteMember, insertGroup, insertMember, readGroups, readPeople } from '../group-rows.ts';
import { newId } from '../identifier.ts';
import { type Change, type Changed, change, type Office, read } from './change.ts';

export const groupManagement = (office: Office): Management['groups'] => ({
  list: () => read(office, readGroups),
  create: ({ name }) => change(office, (changing) => create(changing, name)),
  addMember: (groupId, personId) => change(office, (changing) => addMember(changing, groupId, personId)),
  removeMember: (groupId, personId) =>
    change(office, (changing) => removeMember(changing, groupId, personId)),
});

async function create(changing: Change, name: string): Changed<Group> {
  const refused = refuseActor(changing, null) ?? refuseName('group', name);
  if (refused !== undefined) return err(refused);
  const group: Group = { id: newId(), name, type: 'USER_DEFINED', members: [] };
  await insertGroup(changing.trx, group);
  await changing.record('group.create', { group: group.id });
  return ok(group);
}

async function addMember(changing: Change, groupId: string, personId: string): Changed<Group> {
  const found = await findMembership(changing, groupId, personId);
  if (!found.ok) return found;
  const { group, person } = found.value;
  if (group.members.includes(person.id)) return ok(group);
  await insertMember(changing.trx, group.id, person.id);
  await changing.record('group.member.add', { group: group.id, person: person.id });
  return ok({ ...group, members: [...group.members, person.id].sort() });
}

async function removeMember(changing: Change, groupId: string, personId: string): Changed<Group> {
  const found = await findMembership(changing, groupId, personId);
  if (!found.ok) return found;
  const { group, person } = found.value;
  if (!group.members.includes(person.id)) return ok(group);
  const members = group.members.filter((member) => member !== person.id);
  if (group.type === 'OWNERS' && members.length === 0)
    return err({ code: 'OWNERS_EMPTY', group: group.name });
  await deleteMember(changing.trx, group.id, person.id);
  await changing.record('group.member.remove', { group: group.id, person: person.id });
  return ok({ ...group, members });
}

interface Membership {
  readonly group: Group;
  readonly person: Person;
}

/** Both, where the actor may change who is in the group. */
async function findMembership(
  changing: Change,
  groupId: string,
  personId: string,
): Promise<Result<Membership, Failure>> {
  // Asked first, so that a stranger isn't told what there is.
  const stranger = refuseActor(changing, null);
  if (stranger !== undefined) return err(stranger);
  const group = changing.world.groups.find(({ id }) => sameId(id, groupId));
  if (group === undefined) return err({ code: 'GROUP_UNKNOWN', group: groupId, nearest: null });
  const refused = refuseMembership(changing, group);
  if (refused !== undefined) return err(refused);
  const person = (await readPeople(changing.trx)).find(({ id }) => sameId(id, personId));
  return person === undefined
    ? err({ code: 'PERSON_UNKNOWN', person: personId, nearest: null })
    : ok({ group, person });
}
