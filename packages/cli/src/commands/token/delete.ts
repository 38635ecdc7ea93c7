import { ok, plain, quote, sameId } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { findToken } from '../../find.ts';
import { tellCredits } from '../../tell-credits.ts';

/** A token that is gone already is as good as one that goes now. */
export const deleteToken: AccountWork = async (args, session) => {
  const { management, io } = session;
  const token = await findToken(management, args.first(), args.text('server'));
  if (!token.ok) return token;
  const { id, name, serverId, state } = token.value;
  if (state === 'ACTIVE') {
    const sure = await confirm(session, `revoking the token ${quote(name)} (${id})`);
    if (!sure.ok) return sure;
    if (!sure.value) return ok('declined');
  }
  const deleted = await asked(management.tokens.delete(id));
  if (!deleted.ok) return deleted;
  const what = deleted.value === 'deleted' ? 'was revoked' : 'was revoked before';
  io.stdout.write(`Token ${plain(name)} (${id}) ${what}.\n`);
  if (session.tellsCredits) {
    const servers = await management.servers.list();
    const server = servers.ok ? servers.value.find((each) => sameId(each.id, serverId)) : undefined;
    await tellCredits(session, server ?? null);
  }
  return ok('done');
};
