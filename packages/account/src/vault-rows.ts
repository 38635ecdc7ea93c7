import { type Instant, instant, type ManagedVault, type Vault } from '@connect-token/core';
import { prepared, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { VaultOverview } from './connect-access.ts';

const VAULTS = prepared<object, Vault>((trx) =>
  trx.selectFrom('vault').select(['id', 'name', 'type']).orderBy('name').orderBy('id'),
);

/** By name. */
export async function readVaults(trx: Transaction<Schema>): Promise<readonly Vault[]> {
  const { rows } = await trx.executeQuery(VAULTS(trx, {}));
  return rows.map(({ id, name, type }) => ({ id, name, type }));
}

/** As their managers see them, by name. */
export async function readManagedVaults(trx: Transaction<Schema>): Promise<readonly ManagedVault[]> {
  const rows = await overviews(trx).execute();
  return rows.map(overviewOf).map(({ description: _, ...vault }) => vault);
}

/** Those of the given ids that exist, by name. */
export async function readVaultOverviews(
  trx: Transaction<Schema>,
  ids: readonly string[] | 'all',
): Promise<readonly VaultOverview[]> {
  if (ids === 'all') return (await overviews(trx).execute()).map(overviewOf);
  if (ids.length === 0) return [];
  const rows = await overviews(trx).where('id', 'in', ids).execute();
  return rows.map(overviewOf);
}

const overviews = (trx: Transaction<Schema>) =>
  trx
    .selectFrom('vault')
    .selectAll()
    .select(({ selectFrom, fn }) =>
      selectFrom('item')
        .select(fn.countAll<number>().as('count'))
        .whereRef('item.vault_id', '=', 'vault.id')
        .as('items'),
    )
    .orderBy('name')
    .orderBy('id');

type OverviewRow = Awaited<ReturnType<ReturnType<typeof overviews>['execute']>>[number];

const overviewOf = (row: OverviewRow): VaultOverview => ({
  id: row.id,
  name: row.name,
  description: row.description,
  type: row.type,
  attributeVersion: row.attribute_version,
  contentVersion: row.content_version,
  items: row.items ?? 0,
  createdAt: instant(row.created_at),
  updatedAt: instant(row.updated_at),
});

interface NewVault extends Pick<ManagedVault, 'id' | 'name' | 'createdAt'> {
  readonly description?: string;
}

/** A vault that people made, with nothing in it. */
export async function insertVault(
  trx: Transaction<Schema>,
  { id, name, createdAt, description = '' }: NewVault,
): Promise<void> {
  await trx
    .insertInto('vault')
    .values({
      id,
      name,
      description,
      type: 'USER_CREATED',
      attribute_version: 1,
      content_version: 1,
      created_at: createdAt,
      updated_at: createdAt,
    })
    .execute();
}

export async function renameVault(
  trx: Transaction<Schema>,
  id: string,
  name: string,
  at: Instant,
): Promise<void> {
  await trx
    .updateTable('vault')
    .set(({ eb }) => ({ name, attribute_version: eb('attribute_version', '+', 1), updated_at: at }))
    .where('id', '=', id)
    .execute();
}
