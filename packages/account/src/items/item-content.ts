import { lookUp, PURPOSE_IDS } from '@connect-token/core';
import { newId, standInId } from '../identifier.ts';
import type { ItemContent, ItemField } from './item.ts';
import type { ItemEntry } from './item-schema.ts';
import type { NewFile } from './new-file.ts';

/** What is sealed of an item of the account file. */
export interface ItemParts {
  readonly content: ItemContent;
  readonly files: readonly NewFile[];
}

/** An item's sections, fields and files as the file has them, each with an id: the one given, its purpose's, or a new one. */
export function itemParts({ sections, fields, files }: ItemEntry): ItemParts {
  const named = sections.map(({ id, label }, position) => ({
    id: id ?? standInId(position),
    name: label,
    section: { id: id ?? newId(), label },
  }));
  const sectionId = (text: string | undefined): string | null => {
    if (text === undefined) return null;
    const found = lookUp(text, named);
    if (found.kind !== 'one') throw new Error('invariant: a section that was checked');
    return found.thing.section.id;
  };
  return {
    content: {
      sections: named.map(({ section }) => section),
      fields: fields.map(({ id, label, type, purpose, section, value }): ItemField => {
        const own = purpose === undefined ? undefined : PURPOSE_IDS[purpose];
        return {
          id: id ?? own ?? newId(),
          label: label ?? own ?? '',
          type,
          purpose: purpose ?? null,
          sectionId: sectionId(section),
          value,
          code: null,
        };
      }),
    },
    files: files.map(({ id, name, section, content }) => ({
      id: id ?? null,
      name,
      sectionId: sectionId(section),
      content,
    })),
  };
}
