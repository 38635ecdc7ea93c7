import type { Instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { SealedItem } from './item-rows.ts';

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
