import { type Failure, type Management, type NonEmpty, ok, type Result } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { type GroupWorld, groupRecord, groupTable } from '../../output/group.ts';
import { print } from '../../output/print.ts';

export const listGroups: AccountWork = async (_args, session) => {
  const groups = await asked(session.management.groups.list());
  if (!groups.ok) return groups;
  const world = await readWorld(session.management);
  if (!world.ok) return world;
  print(session, {
    json: () => groups.value.map((group) => groupRecord(group, world.value)),
    human: (colour) => groupTable(groups.value, world.value, colour),
  });
  return ok('done');
};

export async function readWorld(management: Management): Promise<Result<GroupWorld, NonEmpty<Failure>>> {
  const people = await asked(management.people.list());
  if (!people.ok) return people;
  const servers = await asked(management.servers.list());
  if (!servers.ok) return servers;
  const managers = await asked(management.managers.list());
  if (!managers.ok) return managers;
  return ok({ people: people.value, servers: servers.value, managers: managers.value });
}
