import type { ManagedServer } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** What is kept of a credentials file: that it was issued. */
export interface IssuedCredentials {
  readonly deviceUuid: string;
  readonly keyId: string;
}

/** A server with its grants, the set that they may be fixed to, and the record of its credentials file. */
export async function insertServer(
  trx: Transaction<Schema>,
  { id, name, grants, fixedVaults, createdAt }: ManagedServer,
  { deviceUuid, keyId }: IssuedCredentials,
): Promise<void> {
  await trx
    .insertInto('server')
    .values({ id, name, created_at: createdAt, fixed: fixedVaults === null ? 0 : 1 })
    .execute();
  for (const { vaultId, access } of grants)
    await trx.insertInto('vault_grant').values({ server_id: id, vault_id: vaultId, access }).execute();
  for (const vaultId of fixedVaults ?? [])
    await trx.insertInto('server_fixed_vault').values({ server_id: id, vault_id: vaultId }).execute();
  await trx
    .insertInto('credentials_file')
    .values({ device_uuid: deviceUuid, server_id: id, key_id: keyId, created_at: createdAt, ended_at: null })
    .execute();
}
