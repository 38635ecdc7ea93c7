import type { Clock, Instant } from '@connect-token/core';
import type { Schema, Store } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { FileContent, ItemFilter } from '../connect-access.ts';
import type { Sealing } from '../sealing.ts';
import { readFiles, readSealedFile } from './file-rows.ts';
import { openFile } from './file-seal.ts';
import type { FullItem, ItemOverview } from './item.ts';
import { matchesFilter } from './item-filter.ts';
import { type Position, readItemSlice, readSealedItem, SLICE_MAX } from './item-rows.ts';
import { openItem } from './item-seal.ts';

/** An item opened as it is at a moment; its files are only named. */
export async function readItem(
  {
    trx,
    sealing,
    at,
  }: { readonly trx: Transaction<Schema>; readonly sealing: Sealing; readonly at: Instant },
  { vaultId, itemId }: { readonly vaultId: string; readonly itemId: string },
): Promise<FullItem | undefined> {
  const found = await readSealedItem(trx, { vaultId, itemId });
  if (found === undefined) return undefined;
  const { overview, sealed } = found;
  const place = { vaultId, itemId, version: overview.version };
  const files = found.files === 0 ? [] : await readFiles(trx, itemId);
  return { ...overview, ...openItem(sealing, place, sealed, at), files };
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
