import { type Instant, instant, type Token, type TokenVault } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Selectable, Transaction } from 'kysely';
import { groupBy } from './group-by.ts';

export async function insertToken(trx: Transaction<Schema>, token: Token): Promise<void> {
  await trx
    .insertInto('token')
    .values({
      id: token.id,
      name: token.name,
      server_id: token.serverId,
      state: token.state,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      revoked_at: null,
    })
    .execute();
  await trx
    .insertInto('token_vault')
    .values(
      token.vaults.map(({ vaultId, access }, position) => ({
        token_id: token.id,
        vault_id: vaultId,
        position,
        access,
      })),
    )
    .execute();
}

/** Active and revoked ones, oldest first. */
export async function readTokens(trx: Transaction<Schema>): Promise<readonly Token[]> {
  const rows = await trx.selectFrom('token').selectAll().orderBy('created_at').orderBy('id').execute();
  const vaults = await trx
    .selectFrom('token_vault')
    .select(['token_id', 'vault_id as vaultId', 'access'])
    .orderBy('token_id')
    .orderBy('position')
    .execute();
  const vaultsOf = groupBy(vaults, ({ token_id }) => token_id);
  return rows.map((row) => tokenOf(row, vaultsOf.get(row.id) ?? []));
}

export async function readToken(trx: Transaction<Schema>, id: string): Promise<Token | undefined> {
  const row = await trx.selectFrom('token').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const vaults = await trx
    .selectFrom('token_vault')
    .select(['vault_id as vaultId', 'access'])
    .where('token_id', '=', id)
    .orderBy('position')
    .execute();
  return tokenOf(row, vaults);
}

const tokenOf = (row: Selectable<Schema['token']>, vaults: readonly TokenVault[]): Token => ({
  id: row.id,
  name: row.name,
  serverId: row.server_id,
  vaults: vaults.map(({ vaultId, access }) => ({ vaultId, access })),
  createdAt: instant(row.created_at),
  expiresAt: row.expires_at === null ? null : instant(row.expires_at),
  state: row.state,
});

/** The row stays: what a token was is asked for long after it is gone. */
export async function revokeToken(
  trx: Transaction<Schema>,
  id: string,
  at: Instant,
): Promise<'deleted' | 'absent'> {
  const { numUpdatedRows } = await trx
    .updateTable('token')
    .set({ state: 'REVOKED', revoked_at: at })
    .where('id', '=', id.toLowerCase())
    .where('state', '=', 'ACTIVE')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 0n ? 'absent' : 'deleted';
}
