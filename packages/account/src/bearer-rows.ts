import {
  type Access,
  type Instant,
  instant,
  isLive,
  meet,
  type Token,
  type TokenVault,
} from '@connect-token/core';
import { type Bind, prepared, type Schema, type Store } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { Bearer } from './connect-access.ts';
import { bindIds, type Ids, isAmong } from './ids.ts';

/** What a token's right in a vault of its scope is made of; NULL where it or its server has none. */
export const RIGHT = [
  'token.server_id as serverId',
  'token.state',
  'token.expires_at as expiresAt',
  'server.state as serverState',
  'token_vault.access',
  'vault_grant.access as granted',
] as const;

interface RightRow {
  readonly serverId: string;
  readonly state: Token['state'];
  readonly expiresAt: number | null;
  readonly serverState: 'ACTIVE' | 'DELETED';
  readonly access: Access | null;
  readonly granted: Access | null;
}

/** A token's right before anything is known of what it reaches; `undefined` where it doesn't serve. */
export const rightOf = (
  tokenId: string,
  { serverId, state, serverState, expiresAt }: RightRow,
): (TokenRight & { readonly reach: TokenVault[] }) | undefined =>
  state === 'ACTIVE' && serverState === 'ACTIVE'
    ? { tokenId, serverId, reach: [], expiresAt: expiresAt === null ? null : instant(expiresAt) }
    : undefined;

/** Token scope ∩ server grants in one vault. */
export const accessIn = ({ access, granted }: RightRow): Access | undefined =>
  access === null || granted === null ? undefined : meet(granted, access);

/** One row for each vault of a token's scope, in their order, as they are at one moment. */
const TOKENS = prepared((trx, bind: Bind<Ids>) =>
  trx
    .selectFrom('token')
    .innerJoin('server', 'server.id', 'token.server_id')
    .leftJoin('token_vault', 'token_vault.token_id', 'token.id')
    .leftJoin('vault_grant', (join) =>
      join
        .onRef('vault_grant.server_id', '=', 'token.server_id')
        .onRef('vault_grant.vault_id', '=', 'token_vault.vault_id'),
    )
    .select(['token.id', 'token_vault.vault_id as vaultId', ...RIGHT])
    .where(isAmong(trx, 'token.id', bind))
    .orderBy('token_vault.position'),
);

/** A token that isn't revoked, and whose server is there; it may have expired. */
export interface TokenRight extends Bearer {
  readonly expiresAt: Instant | null;
}

/** In the order of their ids. One statement: a revocation is seen whole or not at all. `undefined` for those that don't serve. */
export async function readRights(
  trx: Transaction<Schema>,
  tokenIds: readonly string[],
): Promise<readonly (TokenRight | undefined)[]> {
  const { rows } = await trx.executeQuery(TOKENS(trx, bindIds(trx, tokenIds)));
  const rights = new Map<string, ReturnType<typeof rightOf>>();
  for (const row of rows) {
    if (!rights.has(row.id)) rights.set(row.id, rightOf(row.id, row));
    const access = accessIn(row);
    if (row.vaultId !== null && access !== undefined)
      rights.get(row.id)?.reach.push({ vaultId: row.vaultId, access });
  }
  return tokenIds.map((id) => rights.get(id));
}

/** A token that serves at that instant, with what it reaches; `undefined` where it doesn't serve. */
export const bearerAt = (right: TokenRight | undefined, at: Instant): Bearer | undefined =>
  right === undefined || !isLive({ state: 'ACTIVE', expiresAt: right.expiresAt }, at)
    ? undefined
    : { tokenId: right.tokenId, serverId: right.serverId, reach: right.reach };

/** A token that serves at that instant, with what it reaches by the grants of that moment; `undefined` where it doesn't serve. */
export const readBearer = async (
  trx: Transaction<Schema>,
  tokenId: string,
  at: Instant,
): Promise<Bearer | undefined> => bearerAt((await readRights(trx, [tokenId]))[0], at);

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
