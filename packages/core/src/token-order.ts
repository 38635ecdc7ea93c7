import { covers } from './access.ts';
import type { Failure } from './error.ts';
import type { TokenOrder } from './ports.ts';
import { VAULTS_PER_TOKEN_MAX } from './requested-scope.ts';
import type { VaultAccess } from './scope.ts';
import { grantOf, type Server, sameId } from './server.ts';
import { type BuiltInRule, refuseBuiltIn, type Vault } from './vault.ts';

/** The account as far as an order names it, at the moment of the order. */
export interface OrderWorld {
  readonly server: Server | undefined;
  readonly vaults: readonly Vault[];
  readonly builtIn: BuiltInRule;
}

/**
 * Why a token can't be made, or `undefined` where it can. Names and types are the account's own, whatever the order says of them:
 * a built-in vault stays one, and is refused also where the server was granted it.
 */
export function refuseOrder({ serverId, scope }: TokenOrder, world: OrderWorld): Failure | undefined {
  const { server } = world;
  if (server === undefined) return { code: 'SERVER_UNKNOWN', server: serverId, nearest: null };
  if (scope.length > VAULTS_PER_TOKEN_MAX)
    return { code: 'VAULTS_TOO_MANY', given: scope.length, limit: VAULTS_PER_TOKEN_MAX };
  for (const [index, entry] of scope.entries()) {
    const first = scope.findIndex(({ vault }) => sameId(vault.id, entry.vault.id));
    if (first < index)
      return { code: 'VAULT_REPEATED', vault: entry.vault.id, line: index + 1, firstLine: first + 1 };
    const refused = refuseEntry(entry, server, world);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function refuseEntry(
  { vault: { id }, access }: VaultAccess,
  server: Server,
  { vaults, builtIn }: OrderWorld,
): Failure | undefined {
  const vault = vaults.find((known) => sameId(known.id, id));
  if (vault === undefined) return { code: 'VAULT_UNKNOWN', vault: id, nearest: null };
  const refused = refuseBuiltIn(vault, builtIn);
  if (refused !== undefined) return refused;
  const granted = grantOf(server, id)?.access;
  if (granted === undefined) return { code: 'VAULT_NOT_GRANTED', vault: vault.name, server: server.name };
  return covers(granted, access)
    ? undefined
    : {
        code: 'PERMISSION_NOT_GRANTED',
        vault: vault.name,
        server: server.name,
        asked: access,
        granted,
      };
}
