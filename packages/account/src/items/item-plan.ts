import {
  err,
  type ItemCategory,
  isNonEmpty,
  type NonEmpty,
  ok,
  PURPOSE_IDS,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import type { FullItem, ItemContent, ItemField, ItemOverview } from './item.ts';
import type { FieldDraft, ItemDraft, ItemProblem, PasswordRecipe } from './item-draft.ts';
import { itemProblems } from './item-problems.ts';

/** What an item will be, but for what the account owns. */
export interface PlannedItem
  extends Pick<ItemOverview, 'title' | 'category' | 'tags' | 'urls' | 'favorite'>,
    ItemContent {}

/** Where what nobody has given comes from. */
export interface ItemMakers {
  readonly newId: () => string;
  readonly password: (recipe: PasswordRecipe) => Secret<string>;
}

/** The item that a draft describes, or everything that is wrong with it. `before`: see `itemProblems`. */
export function planItem(
  draft: ItemDraft,
  before: ItemCategory | null,
  makers: ItemMakers,
): Result<PlannedItem, NonEmpty<ItemProblem>> {
  const problems = itemProblems(draft, before);
  if (isNonEmpty(problems)) return err(problems);
  const { title, category, tags, favorite } = draft;
  return ok({
    title,
    category,
    tags,
    favorite,
    urls: draft.urls.map(({ href, label, primary }) => ({ href, label, primary })),
    sections: draft.sections.map(({ id, label }) => ({ id: id ?? makers.newId(), label })),
    fields: draft.fields.map((field) => plannedField(field, makers)),
  });
}

function plannedField(field: FieldDraft, { newId, password }: ItemMakers): ItemField {
  const { id, label, type, purpose, sectionId, value, recipe } = field;
  const own = purpose === null ? null : PURPOSE_IDS[purpose];
  return {
    id: id ?? own ?? newId(),
    label: label ?? own ?? '',
    type,
    purpose,
    sectionId,
    value: recipe === null ? (value ?? secret('')) : password(recipe),
    code: null,
  };
}

/** The draft that describes an item as it is. */
export const draftOf = (item: FullItem): ItemDraft => ({
  title: item.title,
  category: item.category,
  tags: item.tags,
  urls: item.urls,
  favorite: item.favorite,
  sections: item.sections,
  fields: item.fields.map(({ code: _, ...field }) => ({ ...field, recipe: null })),
});
