import type { EventStamp, FailureOf, LeaseIntent } from '@connect-token/core';
import type { Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';

type IdToken = LeaseIntent['idToken'];

/** Of two uses at the same time one waits here, and then finds the other's row (T19). */
export const idTokenLock = ({ issuer, tokenId }: Pick<IdToken, 'issuer' | 'tokenId'>): string =>
  `id token ${JSON.stringify([issuer, tokenId])}`;

/** The use of an ID token for something that makes no lease; refused where it was used before, whatever for. */
export async function useIdToken(
  trx: Transaction<Schema>,
  idToken: IdToken,
  { id }: EventStamp,
): Promise<FailureOf<'ID_TOKEN_REPLAYED'> | undefined> {
  await lockInTransaction(trx, idTokenLock(idToken));
  const used = await trx
    .selectFrom('used_id_token')
    .select('lease_id')
    .where('issuer', '=', idToken.issuer)
    .where('token_id', '=', idToken.tokenId)
    .executeTakeFirst();
  if (used !== undefined) return { code: 'ID_TOKEN_REPLAYED', leaseId: used.lease_id };
  await insertUsed(trx, idToken, id);
  return undefined;
}

/** `use`: what a second use is told of the first, a lease or an event. */
export async function insertUsed(
  trx: Transaction<Schema>,
  { issuer, tokenId, keepUntil }: IdToken,
  use: string,
): Promise<void> {
  await trx
    .insertInto('used_id_token')
    .values({ issuer, token_id: tokenId, lease_id: use, keep_until: keepUntil })
    .execute();
}
