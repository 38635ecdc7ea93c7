import type { VaultGrant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** One more, or the same vault with another access. */
export async function putGrant(
  trx: Transaction<Schema>,
  serverId: string,
  { vaultId, access }: VaultGrant,
): Promise<void> {
  await trx
    .insertInto('vault_grant')
    .values({ server_id: serverId, vault_id: vaultId, access })
    .onConflict((conflict) => conflict.columns(['server_id', 'vault_id']).doUpdateSet({ access }))
    .execute();
}

export async function deleteGrant(
  trx: Transaction<Schema>,
  serverId: string,
  vaultId: string,
): Promise<void> {
  await trx
    .deleteFrom('vault_grant')
    .where('server_id', '=', serverId)
    .where('vault_id', '=', vaultId)
    .execute();
}
