import type { FullItem } from '../items/item.ts';
import type { FieldDraft, ItemDraft } from '../items/item-draft.ts';
import { draftOf } from '../items/item-plan.ts';
import type { ImportedItem } from './imported.ts';

/**
 * The draft of an imported item that is there already. What bears the name of something there, and an id that is nobody's there, goes by
 * the id that it has there, so that the same file once more changes nothing.
 */
export function mergeDraft(
  { draft, overviewOnly }: Pick<ImportedItem, 'draft' | 'overviewOnly'>,
  before: FullItem,
): ItemDraft {
  if (overviewOnly) {
    const { sections, fields } = draftOf(before);
    return { ...draft, sections, fields };
  }
  const ids = sectionIds(draft.sections, before.sections);
  const idOf = (id: string | null): string | null => (id === null ? null : (ids.get(id) ?? id));
  const fields = draft.fields.map((field) => ({ ...field, sectionId: idOf(field.sectionId) }));
  const taken = new Set(fields.flatMap(({ id }) => id ?? []));
  return {
    ...draft,
    sections: draft.sections.map(({ id, label }) => ({ id: idOf(id), label })),
    fields: fields.map((field) => withId(field, before, taken)),
  };
}

/** The ids that sections have there, by those that they have in the file, where they differ. */
function sectionIds(
  sections: ItemDraft['sections'],
  before: FullItem['sections'],
): ReadonlyMap<string, string> {
  const known = new Set(sections.map(({ id }) => id));
  const pairs = sections.flatMap(({ id, label }): readonly (readonly [string, string])[] => {
    const [same, ...others] = before.filter((section) => section.label === label && !known.has(section.id));
    const isThere = before.some((section) => section.id === id);
    if (id === null || isThere || same === undefined || others.length > 0) return [];
    known.add(same.id);
    return [[id, same.id]];
  });
  return new Map(pairs);
}

function withId(field: FieldDraft, before: FullItem, taken: Set<string>): FieldDraft {
  if (field.id !== null || field.purpose !== null) return field;
  const same = before.fields.find(
    ({ id, label, sectionId }) =>
      !taken.has(id) && label === (field.label ?? '') && sectionId === field.sectionId,
  );
  if (same === undefined) return field;
  taken.add(same.id);
  return { ...field, id: same.id };
}
