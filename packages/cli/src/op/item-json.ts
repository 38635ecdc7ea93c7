import { formatSecretReference, parseSecretReference, type Secret } from '@connect-token/core';
import type { ApiField, ApiItem, ApiVault } from './connect-shape.ts';
import { findField } from './field.ts';
import type { FoundItem, ListedItem } from './lookup.ts';

/**
 * Vaults and items as `op` prints them with `--format json`: keys in snake case, what isn't known left out.
 * Source: @1password/op-js, its types `Vault`, `Item` and `Field`.
 */
export const vaultJson = (vault: ApiVault) => ({
  id: vault.id,
  name: vault.name,
  ...(vault.description ? { description: vault.description } : {}),
  ...known('type', vault.type),
  ...known('attribute_version', vault.attributeVersion),
  ...known('content_version', vault.contentVersion),
  ...known('created_at', vault.createdAt),
  ...known('updated_at', vault.updatedAt),
  ...known('items', vault.items),
});

export const overviewJson = ({ vault, overview }: ListedItem) => ({
  id: overview.id,
  title: overview.title,
  ...(overview.favorite === true ? { favorite: true } : {}),
  ...(overview.tags.length === 0 ? {} : { tags: overview.tags }),
  ...known('version', overview.version),
  vault: { id: vault.id, name: vault.name },
  category: overview.category,
  ...known('last_edited_by', overview.lastEditedBy),
  ...known('created_at', overview.createdAt),
  ...known('updated_at', overview.updatedAt),
  ...(overview.urls.length === 0 ? {} : { urls: overview.urls.map(urlJson) }),
});

/** One-time passwords by the id of their field. */
export type Codes = ReadonlyMap<string, Secret<string>>;

/** The whole item, its values in the clear: this is what was asked for. */
export const itemJson = (found: FoundItem, codes: Codes) => ({
  ...overviewJson({ vault: found.vault, overview: found.item }),
  sections: found.item.sections.map(({ id, label }) => ({ id, ...known('label', label) })),
  fields: found.item.fields.map((field) => fieldJson(found, field, codes)),
});

export function fieldJson(found: FoundItem, field: ApiField, codes: Codes) {
  const section = found.item.sections.find(({ id }) => id === field.section);
  return {
    id: field.id,
    ...(section === undefined ? {} : { section: { id: section.id, ...known('label', section.label) } }),
    type: field.type,
    ...(field.purpose ? { purpose: field.purpose } : {}),
    label: field.label ?? '',
    ...known('value', field.value?.reveal()),
    ...known('totp', codes.get(field.id)?.reveal()),
    ...known('reference', referenceOf(found, field)),
  };
}

/** The reference that leads back to this field and to no other: by names where they can be written and are its own, else by ids. */
function referenceOf({ vault, item, address }: FoundItem, field: ApiField): string | undefined {
  const section = item.sections.find(({ id }) => id === field.section);
  const vaultText = isWritable(address.vault) ? address.vault : vault.id;
  const itemText = isWritable(address.item) ? address.item : item.id;
  const sectionTexts = section === undefined ? [undefined] : [section.label ?? '', section.id];
  for (const sectionText of sectionTexts) {
    for (const fieldText of [field.label ?? '', field.id]) {
      const reference = { section: sectionText, field: fieldText };
      const found = findField(item, reference);
      if (!found.ok || found.value !== field) continue;
      const text = formatSecretReference({
        vault: vaultText,
        item: itemText,
        ...reference,
        attribute: undefined,
      });
      if (parseSecretReference(text).ok) return text;
    }
  }
  return undefined;
}

const isWritable = (name: string): boolean =>
  parseSecretReference(`op://${name}/i/f`).ok && !name.includes('/');

const urlJson = (url: ApiItem['urls'][number]) => ({
  ...known('label', url.label),
  ...(url.primary === true ? { primary: true } : {}),
  href: url.href,
});

const known = <K extends string, T>(key: K, value: T | null | undefined): { [P in K]?: T } =>
  value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
