import {
  err,
  type Failure,
  isAccess,
  type ManagedServer,
  type ManagedVault,
  type Management,
  type NonEmpty,
  ok,
  quote,
  type Result,
} from '@connect-token/core';
import type { Args } from '../../args.ts';
import { findServer, findVault } from '../../find.ts';

export interface Pair {
  readonly server: ManagedServer;
  readonly vault: ManagedVault;
}

/** The server and the vault that a grant is about; both mistakes are told at once. */
export async function findPair(args: Args, management: Management): Promise<Result<Pair, NonEmpty<Failure>>> {
  const text = args.needed('vault');
  const server = await findServer(management, args.needed('server'));
  const vault = await findVault(management, text);
  if (server.ok && vault.ok) return ok({ server: server.value, vault: vault.value });
  const slip = vault.ok ? undefined : slipOf(text);
  const vaultFailures = vault.ok ? [] : slip === undefined ? vault.error : [slip];
  const [first, ...others] = [...(server.ok ? [] : server.error), ...vaultFailures];
  if (first === undefined) throw new Error('invariant: a refusal without a failure');
  return err([first, ...others]);
}

/** `--vault Prod,r`: a permission is a token's. */
function slipOf(text: string): Failure | undefined {
  const comma = text.lastIndexOf(',');
  if (comma < 0 || !isAccess(text.slice(comma + 1).trim())) return undefined;
  const problem = `${quote(text)} has a permission: a server is granted whole vaults, a token gets the permission`;
  return { code: 'USAGE_INVALID', problem, instead: `--vault ${text.slice(0, comma)}` };
}
