import type { Server, VaultGrant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { groupBy } from './group-by.ts';

/** By name. */
export async function readServers(trx: Transaction<Schema>): Promise<readonly Server[]> {
  const servers = await trx
    .selectFrom('server')
    .select(['id', 'name'])
    .orderBy('name')
    .orderBy('id')
    .execute();
  const grants = await trx
    .selectFrom('vault_grant')
    .select(['server_id', 'vault_id as vaultId', 'access'])
    .orderBy('vault_id')
    .execute();
  const grantsOf = groupBy(grants, ({ server_id }) => server_id);
  return servers.map(({ id, name }) => ({ id, name, grants: (grantsOf.get(id) ?? []).map(grantOf) }));
}

/** By its id in upper case. */
export async function readServer(trx: Transaction<Schema>, id: string): Promise<Server | undefined> {
  const server = await trx
    .selectFrom('server')
    .select(['id', 'name'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (server === undefined) return undefined;
  const grants = await trx
    .selectFrom('vault_grant')
    .select(['vault_id as vaultId', 'access'])
    .where('server_id', '=', id)
    .orderBy('vault_id')
    .execute();
  return { ...server, grants: grants.map(grantOf) };
}

const grantOf = ({ vaultId, access }: VaultGrant): VaultGrant => ({ vaultId, access });
