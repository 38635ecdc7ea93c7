import type { Clock, Instant } from '@connect-token/core';
import type { Schema, Store } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { FileContent, ItemFilter } from '../connect-access.ts';
import type { Sealing } from '../sealing.ts';
import { readFilesOf, readSealedFile } from './file-rows.ts';
import { openFile } from './file-seal.ts';
import type { FullItem, ItemFile, ItemOverview } from './item.ts';
import { matchesFilter } from './item-filter.ts';
import {
  type Position,
  readItemSlice,
  readSealedItem,
  type SealedItem,
  type SealedItemWithFiles,
  SLICE_MAX,
} from './item-rows.ts';
import { openItem } from './item-seal.ts';

export interface ItemAddress {
  readonly vaultId: string;
  readonly itemId: string;
}

/** An item as it is at rest, with the names of its files. */
export interface StoredItem extends SealedItem {
  readonly files: readonly ItemFile[];
}

/** In their order, each with its files. */
export async function withFiles(
  trx: Transaction<Schema>,
  items: readonly (SealedItemWithFiles | undefined)[],
): Promise<readonly (StoredItem | undefined)[]> {
  const ids = items.flatMap((item) => (item === undefined || item.files === 0 ? [] : item.overview.id));
  const filesOf = await readFilesOf(trx, ids);
  return items.map((item) => item && { ...item, files: filesOf.get(item.overview.id) ?? [] });
}

/** An item opened as it is at a moment; its files are only named. */
export function openedItem({ overview, sealed, files }: StoredItem, sealing: Sealing, at: Instant): FullItem {
  const { vaultId, id, version } = overview;
  return { ...overview, ...openItem(sealing, { vaultId, itemId: id, version }, sealed, at), files };
}

export async function readItem(
  {
    trx,
    sealing,
    at,
  }: { readonly trx: Transaction<Schema>; readonly sealing: Sealing; readonly at: Instant },
  address: ItemAddress,
): Promise<FullItem | undefined> {
  const [found] = await withFiles(trx, [await readSealedItem(trx, address)]);
  return found === undefined ? undefined : openedItem(found, sealing, at);
}

export interface ItemReadingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly sealing: Sealing;
}

export async function readFile(
  { store, sealing }: ItemReadingParts,
  place: { readonly vaultId: string; readonly itemId: string; readonly fileId: string },
): Promise<FileContent | undefined> {
  const found = await store.transact((trx) => readSealedFile(trx, place), 'looking');
  if (found === undefined) return undefined;
  const { sealed, ...file } = found;
  return { ...file, content: openFile(sealing, place, sealed) };
}

/**
 * The items of a vault by title, in slices of which each is a look of its own: an item that is renamed meanwhile may be in none of
 * them, or in two. A slice of which nothing matches is empty, and not left out, so that whoever reads can stop.
 */
export async function* itemSlices(
  { store }: Pick<ItemReadingParts, 'store'>,
  vaultId: string,
  filter: ItemFilter | null,
): AsyncGenerator<readonly ItemOverview[], void, void> {
  const title = filter?.attribute === 'title' && filter.operator === 'eq' ? filter.text : null;
  let after: Position | null = null;
  for (;;) {
    const from: Position | null = after;
    const slice: readonly ItemOverview[] = await store.transact(
      (trx) => readItemSlice(trx, vaultId, { after: from, title }),
      'looking',
    );
    yield slice.filter((item) => matchesFilter(item, filter));
    after = slice.at(-1) ?? null;
    if (slice.length < SLICE_MAX || after === null) return;
  }
}
