import { lookUp } from '@connect-token/core';
import { newId, standInId } from '../identifier.ts';
import { type ItemContent, type ItemField, PURPOSE_IDS } from './item.ts';
import type { ItemEntry } from './item-schema.ts';

/** An item's sections and fields as the file has them, each with an id: the one given, its purpose's, or a new one. */
export function itemContent({ sections, fields }: ItemEntry): ItemContent {
  const named = sections.map(({ id, label }, position) => ({
    id: id ?? standInId(position),
    name: label,
    section: { id: id ?? newId(), label },
  }));
  const sectionId = (text: string): string => {
    const found = lookUp(text, named);
    if (found.kind !== 'one') throw new Error('invariant: a section that was checked');
    return found.thing.section.id;
  };
  return {
    sections: named.map(({ section }) => section),
    fields: fields.map(({ id, label, type, purpose, section, value }): ItemField => {
      const own = purpose === undefined ? undefined : PURPOSE_IDS[purpose];
      return {
        id: id ?? own ?? newId(),
        label: label ?? own ?? '',
        type,
        purpose: purpose ?? null,
        sectionId: section === undefined ? null : sectionId(section),
        value,
        code: null,
      };
    }),
  };
}
