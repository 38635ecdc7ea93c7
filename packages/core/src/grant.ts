import type { Access } from './access.ts';
import { type Credits, usage } from './credit.ts';
import type { FailureOf } from './error.ts';
import { grantOf, type ManagedServer, type Server, sameId, type VaultGrant } from './server.ts';
import type { Instant } from './time.ts';
import type { Token } from './token.ts';
import { type BuiltInRule, refuseBuiltIn, type Vault } from './vault.ts';

/** `op connect vault grant` has no permission: the whole vault. */
export const GRANT_ACCESS_DEFAULT: Access = 'rw';

type GrantRefusal = FailureOf<'VAULT_UNKNOWN' | 'VAULT_BUILT_IN' | 'VAULTS_FIXED'>;

export interface GrantWorld {
  readonly vaults: readonly Vault[];
  readonly builtIn: BuiltInRule;
}

/**
 * Why a server can't be granted a vault, or `undefined` where it can. A server with a fixed set takes back only what it began
 * with, as the web page's *Manage vaults* does.
 */
export function refuseGrant(
  server: Pick<ManagedServer, 'name' | 'fixedVaults'>,
  vaultId: string,
  { vaults, builtIn }: GrantWorld,
): GrantRefusal | undefined {
  const vault = vaults.find(({ id }) => sameId(id, vaultId));
  if (vault === undefined) return { code: 'VAULT_UNKNOWN', vault: vaultId, nearest: null };
  const refused = refuseBuiltIn(vault, builtIn);
  if (refused !== undefined) return refused;
  const { fixedVaults } = server;
  return fixedVaults === null || fixedVaults.some((id) => sameId(id, vaultId))
    ? undefined
    : { code: 'VAULTS_FIXED', server: server.name, vault: vault.name };
}

/** The server with the grant: one more, or the same vault with another access. */
export const withGrant = <S extends Server>(server: S, grant: VaultGrant): S => ({
  ...server,
  grants: [...withoutGrant(server, grant.vaultId).grants, grant],
});

export const withoutGrant = <S extends Server>(server: S, vaultId: string): S => ({
  ...server,
  grants: server.grants.filter((grant) => !sameId(grant.vaultId, vaultId)),
});

/** The credits that a change of one server's grants adds: negative where it takes. */
export const grantCost = (before: Server, after: Server, tokens: readonly Token[], at: Instant): Credits =>
  usage(tokens, [after], at) - usage(tokens, [before], at);

/** Whether a grant changes nothing. */
export const hasGrant = (server: Server, { vaultId, access }: VaultGrant): boolean =>
  grantOf(server, vaultId)?.access === access;
