import { ok } from '@connect-token/core';
import { itemBody } from '@connect-token/protocol/connect';
import { itemDraftOf, readPart } from './item-body.ts';
import type { ItemDraft, PatchOperation } from './item-draft.ts';
import { type Edit, type Edited, NOTHING_THERE, refuse } from './patch-edit.ts';
import { patchFields } from './patch-field.ts';
import { patchSections, patchTags, patchUrls } from './patch-list.ts';

/**
 * The draft after all operations, in order; each sees what those before it have made. Fails at the first that can't be done, with its
 * place; the rules of items are held against the outcome by `planItem`, as they are for an item that is sent whole.
 *
 * `add` to a list appends one element or several; a field and a section are named by their ids, a tag and a URL by their positions from
 * 0. In a path, `~1` is a slash and `~0` a tilde (RFC 6901 §4), so that any id can be named.
 * Source: 1password.dev, Connect API, "Update a subset of item attributes".
 */
export function patchItemDraft(draft: ItemDraft, operations: readonly PatchOperation[]): Edited<ItemDraft> {
  let patched = draft;
  for (const [index, operation] of operations.entries()) {
    const next = applyOperation(patched, { ...operation, at: `[${index}]` }, partsOf(operation.path));
    if (!next.ok) return next;
    patched = next.value;
  }
  return ok(patched);
}

/** `undefined` for a text that is no path. */
function partsOf(path: string): readonly string[] | undefined {
  if (path === '' || path === '/') return [];
  // Clients leave a slash at the end of paths of URLs, and do so here.
  const whole = path.endsWith('/') ? path.slice(0, -1) : path;
  if (!whole.startsWith('/')) return undefined;
  return whole
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const OWNED: readonly string[] = [
  'id',
  'vault',
  'version',
  'state',
  'files',
  'createdAt',
  'updatedAt',
  'lastEditedBy',
];

function applyOperation(
  draft: ItemDraft,
  edit: Edit,
  parts: readonly string[] | undefined,
): Edited<ItemDraft> {
  if (parts === undefined) return refuse(edit, 'begins with no slash');
  const [attribute, ...below] = parts;
  switch (attribute) {
    case undefined:
      return replaceWhole(edit);
    case 'fields':
      return patchFields(draft, edit, below);
    case 'sections':
      return patchSections(draft, edit, below);
    case 'urls':
      return patchUrls(draft, edit, below);
    case 'tags':
      return patchTags(draft, edit, below);
    case 'title':
    case 'category':
    case 'favorite':
      return below.length > 0 ? refuse(edit, NOTHING_THERE) : patchAttribute(draft, edit, attribute);
  }
  return refuse(edit, OWNED.includes(attribute) ? 'belongs to the account' : NOTHING_THERE);
}

function replaceWhole(edit: Edit): Edited<ItemDraft> {
  if (edit.op === 'remove') return refuse(edit, "can't be removed by a patch");
  const body = readPart(itemBody, edit.value, `${edit.at}.value`);
  return body.ok ? ok(itemDraftOf(body.value)) : body;
}

/** What an item has one of. Not to be a favourite is to have no mark; a title and a category can't be missing. */
function patchAttribute(
  draft: ItemDraft,
  edit: Edit,
  attribute: 'title' | 'category' | 'favorite',
): Edited<ItemDraft> {
  if (edit.op === 'remove')
    return attribute === 'favorite' ? ok({ ...draft, favorite: false }) : refuse(edit, "can't be missing");
  const value = readPart(itemBody.shape[attribute], edit.value, `${edit.at}.value`);
  return value.ok ? ok({ ...draft, [attribute]: value.value }) : value;
}
