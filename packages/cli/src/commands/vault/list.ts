import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { findServer } from '../../find.ts';
import { print } from '../../output/print.ts';
import {
  grantedVaultRecord,
  grantedVaults,
  grantedVaultTable,
  vaultRecord,
  vaultTable,
} from '../../output/vault.ts';

export const listVaults: AccountWork = async (args, session) => {
  const { management } = session;
  const vaults = await asked(management.vaults.list());
  if (!vaults.ok) return vaults;
  const narrow = args.text('server');
  if (narrow === undefined) {
    print(session, {
      json: () => vaults.value.map(vaultRecord),
      human: (colour) => vaultTable(vaults.value, colour),
    });
    return ok('done');
  }
  const server = await findServer(management, narrow);
  if (!server.ok) return server;
  const granted = grantedVaults(server.value, vaults.value);
  print(session, {
    json: () => granted.map(grantedVaultRecord),
    human: (colour) => grantedVaultTable(granted, colour),
  });
  return ok('done');
};
