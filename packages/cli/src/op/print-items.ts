import { foldAscii, ok } from '@connect-token/core';
import { print } from '../output/print.ts';
import { formatTable } from '../output/table.ts';
import type { OpContext, OpOutcome } from './command.ts';
import type { ItemSource } from './connect-api.ts';
import { overviewJson } from './item-json.ts';
import { type ListedItem, listItems } from './lookup.ts';

/** Which items are asked for; every part of it holds for each of them. */
interface WantedItems {
  readonly vault: string | undefined;
  /** One of these; none: of any. */
  readonly categories: readonly string[];
  /** With one of these. */
  readonly tags: readonly string[];
  readonly favorite: boolean;
}

export async function printItems(api: ItemSource, wantedItems: WantedItems, context: OpContext): OpOutcome {
  const listed = await listItems(api, wantedItems.vault);
  if (!listed.ok) return listed;
  const categories = wantedItems.categories.map(categoryOf);
  const { tags, favorite } = wantedItems;
  const wanted = listed.value.filter(
    ({ overview }) =>
      (categories.length === 0 || categories.includes(overview.category)) &&
      (tags.length === 0 || tags.some((tag) => overview.tags.includes(tag))) &&
      (!favorite || overview.favorite === true),
  );
  print(context, {
    json: () => wanted.map(overviewJson),
    human: (colour) => formatTable(['ID', 'TITLE', 'VAULT', 'EDITED'], wanted.map(rowOf), colour),
  });
  return ok(0);
}

/** `API Credential` is how a person writes `API_CREDENTIAL`. */
const categoryOf = (text: string): string => foldAscii(text).toUpperCase().replaceAll(/[ -]/g, '_');

const rowOf = ({ vault, overview }: ListedItem): readonly string[] => [
  overview.id,
  overview.title,
  vault.name,
  overview.updatedAt ?? '',
];
