import { instant, type Vault } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { VaultOverview } from './connect-access.ts';

/** By name. */
export async function readVaults(trx: Transaction<Schema>): Promise<readonly Vault[]> {
  const rows = await trx
    .selectFrom('vault')
    .select(['id', 'name', 'type'])
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(({ id, name, type }) => ({ id, name, type }));
}

/** Those of the given ids that exist, by name. */
export async function readVaultOverviews(
  trx: Transaction<Schema>,
  ids: readonly string[],
): Promise<readonly VaultOverview[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom('vault')
    .selectAll()
    .select(({ selectFrom, fn }) =>
      selectFrom('item')
        .select(fn.countAll<number>().as('count'))
        .whereRef('item.vault_id', '=', 'vault.id')
        .as('items'),
    )
    .where('id', 'in', ids)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    description: row.description,
    type: row.type,
    attributeVersion: row.attribute_version,
    contentVersion: row.content_version,
    items: row.items ?? 0,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
  }));
}
