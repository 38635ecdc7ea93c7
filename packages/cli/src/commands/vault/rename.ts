import { ok, plain } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { findVault } from '../../find.ts';

export const renameVault: AccountWork = async (args, { management, io }) => {
  const vault = await findVault(management, args.first());
  if (!vault.ok) return vault;
  const renamed = await asked(management.vaults.rename(vault.value.id, args.needed('name')));
  if (!renamed.ok) return renamed;
  const { id, name } = renamed.value;
  io.stdout.write(`Vault ${plain(vault.value.name)} (${id}) is now named ${plain(name)}.\n`);
  return ok('done');
};
