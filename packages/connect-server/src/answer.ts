import type { FullItem, ItemField, ItemOverview, ItemUrl, VaultOverview } from '@connect-token/account';
import type { Instant } from '@connect-token/core';

/**
 * Vaults and items as this API writes them: times in RFC 3339, and a key that would be null left out, since some clients fail on
 * null. Source: 1password.dev, "Connect Server API reference", objects.
 */
export const formatVault = (vault: VaultOverview) => ({
  id: vault.id,
  name: vault.name,
  description: vault.description,
  attributeVersion: vault.attributeVersion,
  contentVersion: vault.contentVersion,
  items: vault.items,
  type: vault.type,
  createdAt: formatInstant(vault.createdAt),
  updatedAt: formatInstant(vault.updatedAt),
});

/** What a list shows: no section and no field. */
export const formatOverview = (item: ItemOverview) => ({
  id: item.id,
  title: item.title,
  vault: { id: item.vaultId },
  category: item.category,
  urls: item.urls.map(formatUrl),
  favorite: item.favorite,
  tags: item.tags,
  version: item.version,
  createdAt: formatInstant(item.createdAt),
  updatedAt: formatInstant(item.updatedAt),
  lastEditedBy: item.lastEditedBy,
});

/** The whole item, its values in the clear: this is what a token is for. */
export const formatItem = (item: FullItem) => ({
  ...formatOverview(item),
  sections: item.sections.map(({ id, label }) => ({ id, label })),
  fields: item.fields.map(formatField),
  files: [],
});

const formatField = (field: ItemField) => ({
  id: field.id,
  type: field.type,
  ...(field.sectionId === null ? {} : { section: { id: field.sectionId } }),
  ...(field.purpose === null ? {} : { purpose: field.purpose }),
  label: field.label,
  value: field.value.reveal(),
});

const formatUrl = ({ href, label, primary }: ItemUrl) => ({
  ...(label === null ? {} : { label }),
  primary,
  href,
});

const formatInstant = (at: Instant): string => new Date(at).toISOString();
