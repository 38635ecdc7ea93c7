import type { Group, Person } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { groupBy } from './group-by.ts';

/** By name. */
export const readPeople = (trx: Transaction<Schema>): Promise<readonly Person[]> =>
  trx.selectFrom('person').select(['id', 'name']).orderBy('name').orderBy('id').execute();

/** By name. */
export async function readGroups(trx: Transaction<Schema>): Promise<readonly Group[]> {
  const groups = await trx
    .selectFrom('account_group')
    .select(['id', 'name', 'type'])
    .orderBy('name')
    .orderBy('id')
    .execute();
  const members = await trx.selectFrom('account_group_member').selectAll().orderBy('person_id').execute();
  const membersOf = groupBy(members, ({ group_id }) => group_id);
  return groups.map(({ id, name, type }) => ({
    id,
    name,
    type,
    members: (membersOf.get(id) ?? []).map(({ person_id }) => person_id),
  }));
}

export async function insertGroup(trx: Transaction<Schema>, { id, name, type }: Group): Promise<void> {
  await trx.insertInto('account_group').values({ id, name, type }).execute();
}

export async function insertMember(
  trx: Transaction<Schema>,
  groupId: string,
  personId: string,
): Promise<void> {
  await trx.insertInto('account_group_member').values({ group_id: groupId, person_id: personId }).execute();
}

export async function deleteMember(
  trx: Transaction<Schema>,
  groupId: string,
  personId: string,
): Promise<void> {
  await trx
    .deleteFrom('account_group_member')
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .execute();
}
