import { sameId } from '@connect-token/core';
import { formatVault } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { found, map } from './outcome.ts';
import { pageOf } from './page.ts';

type VaultHandlers = Pick<Handlers, 'listVaults' | 'createVault' | 'readVault' | 'renameVault'>;

export const vaultHandlers: VaultHandlers = {
  listVaults: async ({ account, page, pageBytesMax }) =>
    map(await account.vaults.list(), (vaults) => pageOf(vaults, page, formatVault, pageBytesMax)),
  createVault: async ({ account, body }) => map(await account.vaults.create(body), formatVault),
  readVault: async ({ account, path }) => {
    const id = path('vault');
    const vaults = await account.vaults.list();
    return found(vaults, (vault) => sameId(vault.id, id), formatVault, {
      code: 'VAULT_UNKNOWN',
      vault: id,
      nearest: null,
    });
  },
  renameVault: async ({ account, path, body }) =>
    map(await account.vaults.rename(path('vault'), body.name), formatVault),
};
