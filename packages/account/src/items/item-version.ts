import { err, type Instant, type ItemCategory, isNonEmpty, ok, type Result } from '@connect-token/core';
import type { FullItem, ItemFile, ItemOverview } from './item.ts';
import type { ItemDraft, ItemRefusal } from './item-draft.ts';
import { type ItemMakers, type PlannedItem, planItem } from './item-plan.ts';
import { type ItemPlace, withCode } from './item-seal.ts';
import { fileProblems, type NewFile } from './new-file.ts';

/** The item of a draft, or every problem of it and of its files. `before`: see `itemProblems`. */
export function planWithFiles(
  draft: ItemDraft,
  files: readonly NewFile[],
  { before, makers }: { readonly before: ItemCategory | null; readonly makers: ItemMakers },
): Result<PlannedItem, Extract<ItemRefusal, { readonly kind: 'invalid' }>> {
  const planned = planItem(draft, before, makers);
  const problems = [...(planned.ok ? [] : planned.error), ...fileProblems(files, draft.sections)];
  if (isNonEmpty(problems)) return err({ kind: 'invalid', problems });
  if (!planned.ok) throw new Error('invariant: a plan refused for no reason');
  return ok(planned.value);
}

/** What a list will show of a planned item, in one version of it. */
export const overviewOf = (
  { at, editedBy }: { readonly at: Instant; readonly editedBy: string },
  { vaultId, itemId }: Pick<ItemPlace, 'vaultId' | 'itemId'>,
  { title, category, tags, urls, favorite }: PlannedItem,
  { version, createdAt }: Pick<ItemOverview, 'version' | 'createdAt'>,
): ItemOverview => ({
  id: itemId,
  vaultId,
  title,
  category,
  tags,
  urls,
  favorite,
  version,
  createdAt,
  updatedAt: at,
  lastEditedBy: editedBy,
});

export const placeOf = ({ vaultId, id, version }: ItemOverview): ItemPlace => ({
  vaultId,
  itemId: id,
  version,
});

/** The item as it is read at that moment. */
export const itemOf = (
  overview: ItemOverview,
  { sections, fields }: PlannedItem,
  files: readonly ItemFile[],
  at: Instant,
): FullItem => ({
  ...overview,
  sections,
  fields: fields.map((field) => withCode(field, at)),
  files: files.map(({ id, name, size, sectionId }) => ({ id, name, size, sectionId })),
});
