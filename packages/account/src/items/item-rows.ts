import { type ItemCategory, instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import { type Selectable, sql, type Transaction } from 'kysely';
import type { ItemOverview, ItemUrl } from './item.ts';

const OVERVIEW = [
  'id',
  'vault_id',
  'title',
  'category',
  'tags',
  'urls',
  'favorite',
  'version',
  'created_at',
  'updated_at',
  'edited_by',
] as const satisfies readonly (keyof Schema['item'])[];

/** Items of one slice: read and built in about three milliseconds, so that other calls get their turn in between. */
export const SLICE_MAX = 250;

/** Where a slice begins: after this item. */
export type Position = Pick<ItemOverview, 'title' | 'id'>;

/** By title and id, from a position on; of one title where one is given. Nothing sealed is read. */
export async function readItemSlice(
  trx: Transaction<Schema>,
  vaultId: string,
  { after, title }: { readonly after: Position | null; readonly title: string | null },
): Promise<readonly ItemOverview[]> {
  const rows = await trx
    .selectFrom('item')
    .select(OVERVIEW)
    .where('vault_id', '=', vaultId)
    .$if(title !== null, (query) => query.where('title', '=', title ?? ''))
    // As one value, which the index is walked by. Source: sqlite.org/rowvalue.html §2.2.
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(title, id) > (${after?.title ?? ''}, ${after?.id ?? ''})`),
    )
    .orderBy('title')
    .orderBy('id')
    .limit(SLICE_MAX)
    .execute();
  return rows.map(overviewOf);
}

/** What a list shows of one item. */
export async function readItemOverview(
  trx: Transaction<Schema>,
  address: Address,
): Promise<ItemOverview | undefined> {
  const row = await one(trx, address).select(OVERVIEW).executeTakeFirst();
  return row === undefined ? undefined : overviewOf(row);
}

export interface SealedItem {
  readonly overview: ItemOverview;
  readonly sealed: Uint8Array;
}

/** A sealed item, and how many files it has. */
export type SealedItemWithFiles = SealedItem & { readonly files: number };

/** What `sealedItemOf` reads, of a statement that has the table `item`. */
export const SEALED_ITEM = [
  ...OVERVIEW.map((column) => `item.${column}` as const),
  'item.sealed',
  sql<number>`(SELECT count(*) FROM item_file WHERE item_file.item_id = ${sql.ref('item.id')})`.as('files'),
] as const;

type SealedItemRow = Selectable<Schema['item']> & { readonly files: number };

/** `undefined` for a row that was joined to no item. */
export const sealedItemOf = (
  row: SealedItemRow | { readonly [K in keyof SealedItemRow]: SealedItemRow[K] | null },
): SealedItemWithFiles | undefined =>
  isItem(row) ? { overview: overviewOf(row), sealed: row.sealed, files: row.files } : undefined;

const isItem = (row: { readonly id: string | null }): row is SealedItemRow => row.id !== null;

export async function readSealedItem(
  trx: Transaction<Schema>,
  address: Address,
): Promise<SealedItemWithFiles | undefined> {
  const row = await one(trx, address).select(SEALED_ITEM).executeTakeFirst();
  return row === undefined ? undefined : sealedItemOf(row);
}

interface Address {
  readonly vaultId: string;
  readonly itemId: string;
}

const one = (trx: Transaction<Schema>, { vaultId, itemId }: Address) =>
  trx.selectFrom('item').where('vault_id', '=', vaultId).where('id', '=', itemId);

const overviewOf = (row: Omit<Selectable<Schema['item']>, 'sealed'>): ItemOverview => ({
  id: row.id,
  vaultId: row.vault_id,
  title: row.title,
  category: row.category as ItemCategory,
  tags: JSON.parse(row.tags) as readonly string[],
  urls: JSON.parse(row.urls) as readonly ItemUrl[],
  favorite: row.favorite === 1,
  version: row.version,
  createdAt: instant(row.created_at),
  updatedAt: instant(row.updated_at),
  lastEditedBy: row.edited_by,
});
