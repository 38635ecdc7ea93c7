import type { ManagedVault } from '@connect-token/core';
import * as z from 'zod';
import { count, formatInstant, idText, instantText, nameText, parseInstant } from './scalar.ts';

/** Source of the fields: 1password.dev, `op vault list --format json`. */
export const vaultJson = z
  .object({
    id: idText,
    name: z.string(),
    type: z.nullable(z.string()),
    attribute_version: count,
    content_version: count,
    items: count,
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({ id: 'Vault' });

export type VaultJson = z.infer<typeof vaultJson>;

export const vaultOrderJson = z.strictObject({ name: nameText }).meta({ id: 'VaultOrder' });

/** The one change that a name allows: another name. */
export const renameJson = z.strictObject({ name: nameText }).meta({ id: 'Rename' });

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
