import { covers, sameId, type TokenVault } from '@connect-token/core';
import type { RefusalOf } from './refusal.ts';
import type { Target } from './target.ts';

/**
 * Why a token that reaches these vaults doesn't see what it asks for, or `undefined` where it does.
 *
 * Decided from the reach alone, before anything is looked up: a vault that doesn't exist and one that is out of reach get the same
 * answer, so no token learns which ids exist. Any access shows that the vault is there, which a token that only writes needs in
 * order to find it; titles and contents of items are for tokens that read.
 */
export function authorise(
  target: Target,
  reach: readonly TokenVault[],
): RefusalOf<'VAULT_OUT_OF_REACH' | 'PERMISSION_MISSING'> | undefined {
  if (target.kind === 'vaults') return undefined;
  const found = reach.find(({ vaultId }) => sameId(vaultId, target.vaultId));
  if (found === undefined) return { code: 'VAULT_OUT_OF_REACH', vaultId: target.vaultId };
  if (target.kind === 'vault' || covers(found.access, 'r')) return undefined;
  return { code: 'PERMISSION_MISSING', action: 'read' };
}
