import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { print } from '../../output/print.ts';
import { vaultRecord, vaultTable } from '../../output/vault.ts';

export const createVault: AccountWork = async (args, session) => {
  const vault = await asked(session.management.vaults.create({ name: args.first() }));
  if (!vault.ok) return vault;
  print(session, {
    json: () => vaultRecord(vault.value),
    human: (colour) => vaultTable([vault.value], colour),
  });
  return ok('done');
};
