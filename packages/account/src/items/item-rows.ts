import { type Instant, type ItemCategory, instant } from '@connect-token/core';
import { type Bind, prepared, type Schema } from '@connect-token/storage';
import { type Selectable, sql, type Transaction } from 'kysely';
import { bindIds, type Ids, isAmong } from '../ids.ts';
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

const ITEMS = prepared((trx, bind: Bind<Ids>) =>
  trx
    .selectFrom('item')
    .where(isAmong(trx, 'item.id', bind))
    .select([...OVERVIEW, 'sealed'])
    .select(({ selectFrom, fn }) =>
      selectFrom('item_file')
        .select(fn.countAll<number>().as('count'))
        .whereRef('item_file.item_id', '=', 'item.id')
        .as('files'),
    ),
);

/** Those that there are, by id; in whichever vault they are. */
export async function readSealedItems(
  trx: Transaction<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SealedItemWithFiles>> {
  const { rows } = await trx.executeQuery(ITEMS(trx, bindIds(trx, ids)));
  return new Map(
    rows.map((row) => [row.id, { overview: overviewOf(row), sealed: row.sealed, files: row.files ?? 0 }]),
  );
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

export const itemRow = ({ overview, sealed }: SealedItem) => ({
  id: overview.id,
  vault_id: overview.vaultId,
  title: overview.title,
  category: overview.category,
  tags: JSON.stringify(overview.tags),
  urls: JSON.stringify(overview.urls.map(({ href, label, primary }) => ({ href, label, primary }))),
  favorite: overview.favorite ? (1 as const) : (0 as const),
  version: overview.version,
  created_at: overview.createdAt,
  updated_at: overview.updatedAt,
  edited_by: overview.lastEditedBy,
  sealed,
});

export async function insertItem(trx: Transaction<Schema>, item: SealedItem): Promise<void> {
  await trx.insertInto('item').values(itemRow(item)).execute();
}

/** Throws on a broken invariant: an item that is gone, or that somebody else has changed since it was read. */
export async function updateItem(trx: Transaction<Schema>, item: SealedItem): Promise<void> {
  const { id, vault_id, category: _, created_at: __, ...changed } = itemRow(item);
  const { numUpdatedRows } = await trx
    .updateTable('item')
    .set(changed)
    .where('id', '=', id)
    .where('vault_id', '=', vault_id)
    .where('version', '=', item.overview.version - 1)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error('invariant: an item that changes while it is locked');
}

export async function deleteItemRow(trx: Transaction<Schema>, itemId: string): Promise<void> {
  await trx.deleteFrom('item').where('id', '=', itemId).execute();
}

/** That something in a vault has changed. Last in its unit: every other change of the vault waits for this row. */
export async function countContentChange(
  trx: Transaction<Schema>,
  vaultId: string,
  at: Instant,
): Promise<void> {
  await trx
    .updateTable('vault')
    .set(({ eb }) => ({ content_version: eb('content_version', '+', 1), updated_at: at }))
    .where('id', '=', vaultId)
    .execute();
}
