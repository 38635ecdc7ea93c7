import {
  floorToSecond,
  foldAscii,
  type Instant,
  mapNonEmpty,
  type NonEmpty,
  type Token,
  type TokenOrder,
  type TokenVault,
} from '@connect-token/core';
import { newId, upperAscii } from './identifier.ts';

export interface PlannedToken extends Token {
  readonly vaults: NonEmpty<TokenVault>;
}

/** Ids in the spelling that is stored; an expiry on its whole second, because rounding up would lengthen a life. */
export const plannedToken = (
  { name, serverId, scope, expiresAt }: TokenOrder,
  createdAt: Instant,
): PlannedToken => ({
  id: newId(),
  name,
  serverId: upperAscii(serverId),
  vaults: mapNonEmpty(scope, ({ vault, access }) => ({ vaultId: foldAscii(vault.id), access })),
  createdAt,
  expiresAt: expiresAt === null ? null : floorToSecond(expiresAt),
  state: 'ACTIVE',
});
