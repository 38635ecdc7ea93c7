import { lookUp } from '@connect-token/core';
import type { VaultEntry } from '../account-schema.ts';
import type { ImportedItem, ImportedVault } from './imported.ts';

type ItemEntry = VaultEntry['items'][number];

/** The vaults of an account file, as they are imported. */
export const importedVaults = (vaults: readonly VaultEntry[]): readonly ImportedVault[] =>
  vaults.map(({ id, name, type, description, items }) => ({
    id: id ?? null,
    name,
    type,
    description,
    items: items.map((item) => importedItem(item, id ?? null)),
  }));

function importedItem(entry: ItemEntry, vaultId: string | null): ImportedItem {
  const { id, title, category, tags, favorite, fields, files } = entry;
  const sections = namedSections(entry);
  const sectionId = (text: string | undefined): string | null => {
    if (text === undefined) return null;
    const found = lookUp(text, sections);
    if (found.kind !== 'one') throw new Error('invariant: a section that was checked');
    return found.thing.id;
  };
  return {
    id: id ?? null,
    draft: {
      title,
      category,
      tags,
      favorite,
      urls: entry.urls.map(({ href, label, primary }) => ({ href, label: label ?? null, primary })),
      sections: sections.map(({ id, name }) => ({ id, label: name })),
      fields: fields.map((field) => ({
        id: field.id ?? null,
        label: field.label ?? null,
        type: field.type,
        purpose: field.purpose ?? null,
        sectionId: sectionId(field.section),
        value: field.value,
        recipe: null,
      })),
    },
    overviewOnly: false,
    sealedIn: vaultId,
    sealed: fields.flatMap(({ sealed }, field) => (sealed === null ? [] : [{ field, text: sealed }])),
    files: files.map(({ id, name, section, content, sealed }) => ({
      id: id ?? null,
      name,
      sectionId: sectionId(section),
      content: sealed === null ? { kind: 'plain', bytes: content } : { kind: 'sealed', text: sealed },
    })),
  };
}

/** A section without an id goes by its label, where no other has that id: fields refer to it. */
function namedSections({ sections }: ItemEntry): readonly { readonly id: string; readonly name: string }[] {
  const taken = new Set(sections.flatMap(({ id }) => id ?? []));
  return sections.map(({ id, label }, position) => {
    const own = id ?? (taken.has(label) ? `${label} ${position + 1}` : label);
    taken.add(own);
    return { id: own, name: label };
  });
}
