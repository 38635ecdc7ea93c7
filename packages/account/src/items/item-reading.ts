import type { Clock, Instant } from '@connect-token/core';
import type { Schema, Store } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { FileContent, ItemFilter } from '../connect-access.ts';
import type { Sealing } from '../sealing.ts';
import { readFiles, readSealedFile } from './file-rows.ts';
import { openFile } from './file-seal.ts';
import type { FullItem, ItemFile, ItemOverview } from './item.ts';
import { matchesFilter } from './item-filter.ts';
import { type Position, readItemSlice, readSealedItems, type SealedItem, SLICE_MAX } from './item-rows.ts';
import { openItem } from './item-seal.ts';

export interface ItemAddress {
  readonly vaultId: string;
  readonly itemId: string;
}

/** An item as it is at rest, with the names of its files. */
export interface StoredItem extends SealedItem {
  readonly files: readonly ItemFile[];
}

/** Those that there are, by id; in whichever vault they are. */
export async function readStoredItems(
  trx: Transaction<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredItem>> {
  const items = new Map<string, StoredItem>();
  for (const [id, item] of await readSealedItems(trx, ids))
    items.set(id, { ...item, files: item.files === 0 ? [] : await readFiles(trx, id) });
  return items;
}

/** An item opened as it is at a moment; its files are only named. `undefined` where that vault doesn't have it. */
export function openedItem(
  item: StoredItem | undefined,
  { vaultId, itemId }: ItemAddress,
  sealing: Sealing,
  at: Instant,
): FullItem | undefined {
  if (item === undefined || item.overview.vaultId !== vaultId) return undefined;
  const { overview, sealed, files } = item;
  const place = { vaultId, itemId, version: overview.version };
  return { ...overview, ...openItem(sealing, place, sealed, at), files };
}

export async function readItem(
  {
    trx,
    sealing,
    at,
  }: { readonly trx: Transaction<Schema>; readonly sealing: Sealing; readonly at: Instant },
  address: ItemAddress,
): Promise<FullItem | undefined> {
  const { itemId } = address;
  return openedItem((await readStoredItems(trx, [itemId])).get(itemId), address, sealing, at);
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
