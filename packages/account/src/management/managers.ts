import {
  err,
  type Failure,
  type Group,
  type Management,
  type ManagerPlace,
  type Managers,
  ok,
  type Result,
  refusePlace,
  sameId,
} from '@connect-token/core';
import { type ManagerList, putManagerList, readManagers } from '../manager-rows.ts';
import { type Change, type Changed, change, type Office, read } from './change.ts';
import { findServer } from './server.ts';

export const managerManagement = (office: Office): Management['managers'] => ({
  list: () => read(office, readManagers),
  grant: (groupId, place) => change(office, (changing) => put(changing, groupId, place, GRANT)),
  revoke: (groupId, place) => change(office, (changing) => put(changing, groupId, place, REVOKE)),
});

interface ListChange {
  readonly kind: 'manager.grant' | 'manager.revoke';
  /** A list of groups as it is to be. */
  readonly list: (groups: readonly string[], id: string) => readonly string[];
}

const GRANT: ListChange = {
  kind: 'manager.grant',
  list: (groups, id) => (groups.includes(id) ? groups : [...groups, id]),
};

const REVOKE: ListChange = {
  kind: 'manager.revoke',
  list: (groups, id) => groups.filter((group) => group !== id),
};

async function put(
  changing: Change,
  groupId: string,
  asked: ManagerPlace,
  { kind, list }: ListChange,
): Changed<Managers> {
  const { trx, world, record } = changing;
  const refused = refusePlace(changing, asked);
  if (refused !== undefined) return err(refused);
  const group = world.groups.find(({ id }) => sameId(id, groupId));
  if (group === undefined) return err({ code: 'GROUP_UNKNOWN', group: groupId, nearest: null });
  const place = await findPlace(changing, asked);
  if (!place.ok) return place;

  const after = listsAt(place.value, world.managers)
    .map((before) => ({ before, groups: list(before.groups, group.id) }))
    .filter(({ before, groups }) => groups.length !== before.groups.length);
  if (after.length === 0) return ok(world.managers);
  for (const { before, groups } of after) await putManagerList(trx, { ...before, groups });
  await record(kind, subjectOf(group, place.value));
  return ok(await readManagers(trx));
}

/** The place with the server's id as it is stored. */
async function findPlace(changing: Change, place: ManagerPlace): Promise<Result<ManagerPlace, Failure>> {
  if (place.kind !== 'server') return ok(place);
  const server = await findServer(changing, place.serverId);
  return server.ok ? ok({ kind: 'server', serverId: server.value.id }) : server;
}

const subjectOf = ({ id }: Group, place: ManagerPlace): Readonly<Record<string, string>> =>
  place.kind === 'server' ? { group: id, server: place.serverId } : { group: id };

/** The lists that a place names: for every server, those that come included, the global one and each own list that there is. */
function listsAt(place: ManagerPlace, { global, own }: Managers): readonly ManagerList[] {
  switch (place.kind) {
    case 'global':
      return [{ serverId: null, groups: global }];
    case 'all-servers':
      return [
        { serverId: null, groups: global },
        ...[...own].map(([serverId, groups]) => ({ serverId, groups })),
      ];
    case 'server':
      return [{ serverId: place.serverId, groups: own.get(place.serverId) ?? [] }];
  }
}
