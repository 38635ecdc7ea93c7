import type {
  FullItem,
  ItemField,
  ItemFile,
  ItemOverview,
  ItemUrl,
  VaultOverview,
} from '@connect-token/account';
import type { Instant, Secret } from '@connect-token/core';

/**
 * Vaults and items as this API writes them: times in RFC 3339, and a key that would be null left out, since some clients fail on
 * null. It is `undefined` here, which JSON leaves out, and every object of a kind has one shape: a field costs a third of what it costs
 * with spreads. Source: 1password.dev, "Connect Server API reference", objects.
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

/** What a list shows: no section, no field and no file. */
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
  files: item.files.map((file) => formatFile(item.vaultId, item.id, file)),
});

const formatField = (field: ItemField) => ({
  id: field.id,
  type: field.type,
  section: formatSection(field.sectionId),
  purpose: field.purpose ?? undefined,
  label: field.label,
  value: field.value.reveal(),
  totp: field.code?.reveal(),
});

const formatSection = (id: string | null) => (id === null ? undefined : { id });

const formatUrl = ({ href, label, primary }: ItemUrl) => ({ label: label ?? undefined, primary, href });

/** A file; the slash before its path is what clients put behind an origin. */
export const formatFile = (vaultId: string, itemId: string, { id, name, size, sectionId }: ItemFile) => ({
  id,
  name,
  size,
  content_path: `/v1/vaults/${vaultId}/items/${itemId}/files/${id}/content`,
  section: formatSection(sectionId),
});

/** The bytes of a file, as JSON holds them. */
export const formatContent = (content: Secret<Uint8Array>) => ({
  content: Buffer.from(content.reveal()).toString('base64'),
});

export const formatInstant = (at: Instant): string => new Date(at).toISOString();
