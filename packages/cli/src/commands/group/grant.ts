import { ok, plain } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { findGroup } from '../../find.ts';
import { findPlace } from './place.ts';

export const grantGroup: AccountWork = async (args, { management, io }) => {
  const place = await findPlace(args, management);
  if (!place.ok) return place;
  const group = await findGroup(management, args.needed('group'));
  if (!group.ok) return group;
  const { id, name } = group.value;
  const granted = await asked(management.managers.grant(id, place.value.place));
  if (!granted.ok) return granted;
  io.stdout.write(`Group ${plain(name)} (${id}) may manage ${place.value.words} now.\n`);
  return ok('done');
};
