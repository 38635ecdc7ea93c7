import { isNonEmpty, type Managers, type NonEmpty } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { groupBy } from './group-by.ts';

export async function readManagers(trx: Transaction<Schema>): Promise<Managers> {
  const global = await trx.selectFrom('manager').select('group_id').orderBy('group_id').execute();
  const own = await trx
    .selectFrom('server_manager')
    .selectAll()
    .orderBy('server_id')
    .orderBy('group_id')
    .execute();
  const lists = [...groupBy(own, ({ server_id }) => server_id)].flatMap(
    ([serverId, rows]): readonly (readonly [string, NonEmpty<string>])[] => {
      const groups = rows.map(({ group_id }) => group_id);
      return isNonEmpty(groups) ? [[serverId, groups]] : [];
    },
  );
  return { global: global.map(({ group_id }) => group_id), own: new Map(lists) };
}

/** A list as it is to be: the global one, or with a server's id its own. An own list that is empty is none. */
export interface ManagerList {
  readonly serverId: string | null;
  readonly groups: readonly string[];
}

export async function putManagerList(
  trx: Transaction<Schema>,
  { serverId, groups }: ManagerList,
): Promise<void> {
  if (serverId === null) {
    await trx.deleteFrom('manager').execute();
    for (const groupId of groups) await trx.insertInto('manager').values({ group_id: groupId }).execute();
    return;
  }
  await trx.deleteFrom('server_manager').where('server_id', '=', serverId).execute();
  for (const groupId of groups)
    await trx.insertInto('server_manager').values({ server_id: serverId, group_id: groupId }).execute();
}
