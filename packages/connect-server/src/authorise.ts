import type { ItemAction } from '@connect-token/account';
import { covers, sameId, type TokenVault } from '@connect-token/core';
import { CONNECT_OPERATIONS } from '@connect-token/protocol/connect';
import type { Operation } from './path.ts';
import type { RefusalOf } from './refusal.ts';
import type { Target } from './target.ts';

/**
 * Why a token that reaches these vaults doesn't get what it asks for, or `undefined` where it does.
 *
 * Decided from the reach alone, before anything is looked up: a vault that doesn't exist and one that is out of reach get the same
 * answer, so no token learns which ids exist. Any access shows that the vault is there, which a token that only writes needs in
 * order to find it; titles and contents of items are for tokens that read.
 */
export function authorise(
  target: Target,
  reach: readonly TokenVault[],
): RefusalOf<'VAULT_OUT_OF_REACH' | 'PERMISSION_MISSING'> | undefined {
  if (!('vaultId' in target)) return undefined;
  const found = reach.find(({ vaultId }) => sameId(vaultId, target.vaultId));
  if (found === undefined) return { code: 'VAULT_OUT_OF_REACH', vaultId: target.vaultId };
  const { right } = CONNECT_OPERATIONS[target.operation];
  if (right === 'any' || covers(found.access, right === 'read' ? 'r' : 'w')) return undefined;
  return { code: 'PERMISSION_MISSING', action: ACTIONS[target.operation] };
}

/** What an operation does, in the word of the refusal and of the activity. */
export const ACTIONS: Readonly<Record<Operation, ItemAction>> = {
  listVaults: 'read',
  getVault: 'read',
  listItems: 'read',
  createItem: 'create',
  getItem: 'read',
  replaceItem: 'update',
  patchItem: 'update',
  deleteItem: 'delete',
  listFiles: 'read',
  getFile: 'read',
  getFileContent: 'read',
  listActivity: 'read',
};
