import { ok, plain, quote } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { tellCredits } from '../../tell-credits.ts';
import { findPair } from './pair.ts';

export const revokeVault: AccountWork = async (args, session) => {
  const { management, io } = session;
  const pair = await findPair(args, management);
  if (!pair.ok) return pair;
  const { server, vault } = pair.value;
  const action = `taking the vault ${quote(vault.name)} from the Connect server ${quote(server.name)} and all its tokens`;
  const sure = await confirm(session, action);
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  const revoked = await asked(management.grants.revoke(server.id, vault.id));
  if (!revoked.ok) return revoked;
  io.stdout.write(
    `Access of Connect server ${plain(server.name)} (${server.id}) to vault ${plain(vault.name)} (${vault.id}) has been successfully revoked.\n`,
  );
  await tellCredits(session, server);
  return ok('done');
};
