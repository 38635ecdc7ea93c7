import { instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Selectable, Transaction } from 'kysely';
import type { ItemCategory, ItemOverview, ItemUrl } from './item.ts';

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

/** By title; nothing sealed is read. */
export async function readItemOverviews(
  trx: Transaction<Schema>,
  vaultId: string,
): Promise<readonly ItemOverview[]> {
  const rows = await trx
    .selectFrom('item')
    .select(OVERVIEW)
    .where('vault_id', '=', vaultId)
    .orderBy('title')
    .orderBy('id')
    .execute();
  return rows.map(overviewOf);
}

export interface SealedItem {
  readonly overview: ItemOverview;
  readonly sealed: Uint8Array;
}

export async function readSealedItem(
  trx: Transaction<Schema>,
  vaultId: string,
  itemId: string,
): Promise<SealedItem | undefined> {
  const row = await trx
    .selectFrom('item')
    .select([...OVERVIEW, 'sealed'])
    .where('vault_id', '=', vaultId)
    .where('id', '=', itemId)
    .executeTakeFirst();
  return row === undefined ? undefined : { overview: overviewOf(row), sealed: row.sealed };
}

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
