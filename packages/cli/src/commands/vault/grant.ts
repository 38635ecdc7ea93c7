import { GRANT_ACCESS_DEFAULT, ok, plain } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { tellCredits } from '../../tell-credits.ts';
import { findPair } from './pair.ts';

export const grantVault: AccountWork = async (args, session) => {
  const { management, io } = session;
  const pair = await findPair(args, management);
  if (!pair.ok) return pair;
  const { server, vault } = pair.value;
  const grant = { vaultId: vault.id, access: GRANT_ACCESS_DEFAULT };
  const granted = await asked(management.grants.grant(server.id, grant));
  if (!granted.ok) return granted;
  io.stdout.write(
    `Connect server ${plain(server.name)} (${server.id}) has been successfully granted access to vault ${plain(vault.name)} (${vault.id}).\n`,
  );
  await tellCredits(session, server);
  return ok('done');
};
