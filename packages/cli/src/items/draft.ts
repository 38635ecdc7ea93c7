import type { ItemDraft } from '@connect-token/account/items';
import { type FailureOf, type ItemCategory, ok, PURPOSE_IDS, type Result } from '@connect-token/core';
import type { Args } from '../args.ts';
import { assign, withGenerated } from './assign.ts';
import { CATEGORY_NAMES } from './category.ts';
import type { ItemOrder } from './read-order.ts';
import { listed } from './words.ts';

type Drafted = Promise<Result<ItemDraft, FailureOf<'USAGE_INVALID'>>>;

/** A new item of a category, or of a template. */
export async function newDraft(category: ItemCategory, args: Args, order: ItemOrder): Drafted {
  const title = args.text('title') ?? (order.template?.title || `Untitled ${CATEGORY_NAMES[category]} item`);
  const { templateFields } = await import('./template.ts');
  const begun: ItemDraft = {
    title,
    category,
    tags: [],
    urls: [],
    favorite: false,
    sections: [],
    fields: templateFields(category),
  };
  const draft = changed(await fromTemplate(begun, order), args, order);
  return draft.ok ? ok(withoutEmpty(draft.value)) : draft;
}

/** An item that is there, with what the line and its template say. */
export const editedDraft = async (before: ItemDraft, args: Args, order: ItemOrder): Drafted =>
  changed(await fromTemplate(before, order), args, order);

/** What a template leaves out stays as it was. */
async function fromTemplate(draft: ItemDraft, { template }: ItemOrder): Promise<ItemDraft> {
  if (template === null) return draft;
  const { contentOf, urlsOf } = await import('./op-item.ts');
  return {
    ...draft,
    title: template.title || draft.title,
    ...(template.tags ? { tags: template.tags } : {}),
    ...(template.urls ? { urls: urlsOf(template) } : {}),
    ...(template.favorite === null || template.favorite === undefined ? {} : { favorite: template.favorite }),
    ...(template.fields ? contentOf(template) : {}),
  };
}

function changed(
  draft: ItemDraft,
  args: Args,
  { assignments, input, recipe }: ItemOrder,
): Result<ItemDraft, FailureOf<'USAGE_INVALID'>> {
  const assigned = assign(draft, assignments, input);
  if (!assigned.ok) return assigned;
  const url = args.text('url');
  const favorite = args.text('favorite');
  const next: ItemDraft = {
    ...assigned.value,
    title: args.text('title') ?? draft.title,
    tags: args.has('tags') ? listed(args, 'tags') : draft.tags,
    urls: url === undefined ? draft.urls : withWebsite(draft.urls, url),
    favorite: favorite === undefined ? draft.favorite : favorite !== 'false',
  };
  return ok(recipe === null ? next : withGenerated(next, recipe));
}

/** The primary website: the one that there is, with another address. */
function withWebsite(urls: ItemDraft['urls'], href: string): ItemDraft['urls'] {
  const index = Math.max(
    0,
    urls.findIndex(({ primary }) => primary),
  );
  if (urls.length === 0) return [{ href, label: 'website', primary: true }];
  return urls.map((url, at) => (at === index ? { ...url, href } : url));
}

/** Of a form's fields those that have something in them, and those that clients look for by what they are for. */
const withoutEmpty = (draft: ItemDraft): ItemDraft => ({
  ...draft,
  fields: draft.fields.filter(
    ({ purpose, value, recipe, id }) =>
      purpose !== null || recipe !== null || value !== null || id === PURPOSE_IDS.PASSWORD,
  ),
});
