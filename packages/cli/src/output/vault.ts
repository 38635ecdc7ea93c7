import { type Access, grantOf, type ManagedServer, type ManagedVault } from '@connect-token/core';
import { aclOf } from './acl.ts';
import { formatTable } from './table.ts';
import { formatTime } from './time.ts';

/** The fields of `op vault list --format json`. Source: op-js, its types. */
export const vaultRecord = (vault: ManagedVault) => ({
  id: vault.id,
  name: vault.name,
  type: vault.type,
  attribute_version: vault.attributeVersion,
  content_version: vault.contentVersion,
  created_at: formatTime(vault.createdAt),
  updated_at: formatTime(vault.updatedAt),
  items: vault.items,
});

/** With what the server may do there. */
export const grantedVaultRecord = ({ vault, access }: GrantedVault) => ({
  ...vaultRecord(vault),
  acl: aclOf(access),
});

export const vaultTable = (vaults: readonly ManagedVault[], colour: boolean): string =>
  formatTable(
    ['ID', 'NAME', 'TYPE', 'ITEMS'],
    vaults.map(({ id, name, type, items }) => [id, name, type ?? '', String(items)]),
    colour,
  );

export const grantedVaultTable = (vaults: readonly GrantedVault[], colour: boolean): string =>
  formatTable(
    ['ID', 'NAME', 'ACCESS', 'ITEMS'],
    vaults.map(({ vault: { id, name, items }, access }) => [id, name, access, String(items)]),
    colour,
  );

export interface GrantedVault {
  readonly vault: ManagedVault;
  readonly access: Access;
}

export const grantedVaults = (
  server: ManagedServer,
  vaults: readonly ManagedVault[],
): readonly GrantedVault[] =>
  vaults.flatMap((vault) => {
    const access = grantOf(server, vault.id)?.access;
    return access === undefined ? [] : [{ vault, access }];
  });
