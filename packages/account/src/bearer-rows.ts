import { type Instant, instant, isLive, meet } from '@connect-token/core';
import type { Schema, Store } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { Bearer } from './connect-access.ts';
import { preparedLook } from './prepared-look.ts';

/** One statement: a revocation is seen whole or not at all. */
const lookAtToken = preparedLook(1, (trx, [tokenId]: readonly [string]) =>
  trx
    .selectFrom('token')
    .innerJoin('server', 'server.id', 'token.server_id')
    .leftJoin('token_vault', 'token_vault.token_id', 'token.id')
    .leftJoin('vault_grant', (join) =>
      join
        .onRef('vault_grant.server_id', '=', 'token.server_id')
        .onRef('vault_grant.vault_id', '=', 'token_vault.vault_id'),
    )
    .select([
      'token.server_id as serverId',
      'token.state',
      'token.expires_at as expiresAt',
      'server.state as serverState',
      'token_vault.vault_id as vaultId',
      'token_vault.access',
      'vault_grant.access as granted',
    ])
    .where('token.id', '=', tokenId)
    .orderBy('token_vault.position'),
);

/** A token that serves at that instant, with what it reaches by the grants of that moment; `undefined` where it doesn't serve. */
export async function readBearer(
  trx: Transaction<Schema>,
  tokenId: string,
  at: Instant,
): Promise<Bearer | undefined> {
  const rows = await lookAtToken(trx, [tokenId]);
  const [first] = rows;
  if (first === undefined || first.serverState !== 'ACTIVE') return undefined;
  const expiresAt = first.expiresAt === null ? null : instant(first.expiresAt);
  if (!isLive({ state: first.state, expiresAt }, at)) return undefined;
  const reach = rows.flatMap(({ vaultId, access, granted }) => {
    if (vaultId === null || access === null || granted === null) return [];
    const shared = meet(granted, access);
    return shared === undefined ? [] : [{ vaultId, access: shared }];
  });
  return { tokenId, serverId: first.serverId, reach };
}

/**
 * Keeps what a bearer's right to a vault is made of as it is until the transaction ends: a revocation that is told as done has no write
 * of that token behind it. In SQLite units run one after another, and nothing is left to do.
 */
export async function holdRight(
  trx: Transaction<Schema>,
  { dialect }: Pick<Store, 'dialect'>,
  { tokenId, serverId }: Bearer,
  vaultId: string,
): Promise<void> {
  if (dialect === 'sqlite') return;
  await trx.selectFrom('token').select('id').where('id', '=', tokenId).forShare().execute();
  await trx
    .selectFrom('vault_grant')
    .select('access')
    .where('server_id', '=', serverId)
    .where('vault_id', '=', vaultId)
    .forShare()
    .execute();
}
