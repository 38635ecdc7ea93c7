import { ok, plain, quote } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { findGroup } from '../../find.ts';
import { findPlace } from './place.ts';

export const revokeGroup: AccountWork = async (args, session) => {
  const { management, io } = session;
  const place = await findPlace(args, management);
  if (!place.ok) return place;
  const group = await findGroup(management, args.needed('group'));
  if (!group.ok) return group;
  const { id, name } = group.value;
  const sure = await confirm(session, `ending that the group ${quote(name)} manages ${place.value.words}`);
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  const revoked = await asked(management.managers.revoke(id, place.value.place));
  if (!revoked.ok) return revoked;
  io.stdout.write(`Group ${plain(name)} (${id}) is no manager of ${place.value.words} any more.\n`);
  return ok('done');
};
