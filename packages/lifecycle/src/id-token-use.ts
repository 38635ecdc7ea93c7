import { type LeaseIntent, plus, type WorkloadIdentity } from '@connect-token/core';
import type { Surroundings } from './surroundings.ts';

/** The one use of an ID token, remembered until nobody would accept it any more. */
export const idTokenUse = (
  { idTokenKeep }: Pick<Surroundings, 'idTokenKeep'>,
  { issuer, tokenId, expiresAt }: WorkloadIdentity,
): LeaseIntent['idToken'] => ({ issuer, tokenId, keepUntil: plus(expiresAt, idTokenKeep) });
