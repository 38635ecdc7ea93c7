import type { ManagedVault } from '@connect-token/core';
import type { VaultJson } from '../vault.ts';
import { formatInstant, parseInstant } from './instant.ts';

export const formatVault = (vault: ManagedVault): VaultJson => ({
  id: vault.id,
  name: vault.name,
  type: vault.type,
  attribute_version: vault.attributeVersion,
  content_version: vault.contentVersion,
  items: vault.items,
  created_at: formatInstant(vault.createdAt),
  updated_at: formatInstant(vault.updatedAt),
});

export const parseVault = (json: VaultJson): ManagedVault => ({
  id: json.id,
  name: json.name,
  type: json.type,
  attributeVersion: json.attribute_version,
  contentVersion: json.content_version,
  items: json.items,
  createdAt: parseInstant(json.created_at),
  updatedAt: parseInstant(json.updated_at),
});
