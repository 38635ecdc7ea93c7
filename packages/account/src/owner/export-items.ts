import { lookUp } from '@connect-token/core';
import type { FileContent, VaultOverview } from '../connect-access.ts';
import type { FullItem, ItemField } from '../items/item.ts';
import type { Sealing } from '../sealing.ts';
import { compare, inOrder, listed } from './export-entries.ts';
import { sealForExport } from './export-seal.ts';

/** A vault with all that is in it, opened. */
export interface ExportedVault extends Pick<VaultOverview, 'id' | 'name' | 'type' | 'description'> {
  readonly items: readonly ExportedItem[];
}

export interface ExportedItem extends Omit<FullItem, 'files'> {
  readonly files: readonly FileContent[];
}

/** How a secret stands in the file. */
export type Give = (bytes: Uint8Array, item: ExportedItem, place: Place) => Readonly<Record<string, string>>;

interface Place {
  readonly kind: 'field' | 'file';
  readonly id: string;
}

const KEYS = { field: 'value', file: 'content' } as const;

/** In plain text; a file that is none in base64. */
export const plainly: Give = (bytes, _, { kind }) => {
  const text = Buffer.from(bytes).toString();
  return kind === 'field' || Buffer.from(text).equals(bytes)
    ? { [KEYS[kind]]: text }
    : { content_base64: Buffer.from(bytes).toString('base64') };
};

/** Sealed; an empty value has nothing to hide. */
export const sealedly =
  ({ current }: Sealing): Give =>
  (bytes, { vaultId, id: itemId }, place) =>
    bytes.length === 0
      ? { [KEYS[place.kind]]: '' }
      : { [`${KEYS[place.kind]}_sealed`]: sealForExport(current, { vaultId, itemId, ...place }, bytes) };

export const vaultEntries = (vaults: readonly ExportedVault[], give: Give) =>
  inOrder(vaults).map(({ id, name, type, description, items }) => ({
    name,
    id,
    ...(type === 'USER_CREATED' ? {} : { type }),
    ...(description === '' ? {} : { description }),
    ...listed(
      'items',
      items
        .toSorted((one, other) => compare(one.title, other.title) || compare(one.id, other.id))
        .map((item) => itemEntry(item, give)),
    ),
  }));

const itemEntry = (item: ExportedItem, give: Give) => ({
  title: item.title,
  id: item.id,
  category: item.category,
  ...listed('tags', item.tags),
  ...listed(
    'urls',
    item.urls.map(({ href, label, primary }) => ({
      href,
      ...(label === null ? {} : { label }),
      ...(primary ? { primary } : {}),
    })),
  ),
  ...(item.favorite ? { favorite: true } : {}),
  ...listed(
    'sections',
    item.sections.map(({ id, label }) => ({ id, label })),
  ),
  ...listed(
    'fields',
    item.fields.map((field) => fieldEntry(field, item, give)),
  ),
  ...listed(
    'files',
    item.files.map(({ id, name, sectionId, content }) => ({
      id,
      name,
      ...sectionEntry(sectionId, item),
      ...give(content.reveal(), item, { kind: 'file', id }),
    })),
  ),
});

const fieldEntry = (field: ItemField, item: ExportedItem, give: Give) => ({
  id: field.id,
  label: field.label,
  type: field.type,
  ...(field.purpose === null ? {} : { purpose: field.purpose }),
  ...sectionEntry(field.sectionId, item),
  ...give(Buffer.from(field.value.reveal()), item, { kind: 'field', id: field.id }),
});

/** By its label where that names no other section, else by its id. */
function sectionEntry(sectionId: string | null, { sections }: ExportedItem): { readonly section?: string } {
  if (sectionId === null) return {};
  const named = sections.map(({ id, label }) => ({ id, name: label }));
  const label = named.find(({ id }) => id === sectionId)?.name ?? '';
  const found = label === '' ? undefined : lookUp(label, named);
  return { section: found?.kind === 'one' && found.thing.id === sectionId ? label : sectionId };
}
