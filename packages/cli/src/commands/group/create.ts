import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { groupRecord, groupTable } from '../../output/group.ts';
import { print } from '../../output/print.ts';
import { readWorld } from './list.ts';

export const createGroup: AccountWork = async (args, session) => {
  const group = await asked(session.management.groups.create({ name: args.first() }));
  if (!group.ok) return group;
  const world = await readWorld(session.management);
  if (!world.ok) return world;
  print(session, {
    json: () => groupRecord(group.value, world.value),
    human: (colour) => groupTable([group.value], world.value, colour),
  });
  return ok('done');
};
