import type { Instant, Result, TokenVault, VaultType } from '@connect-token/core';
import type { FullItem, ItemOverview } from './item.ts';

/**
 * The account as the Connect API sees it. Who may see what is decided by the caller, from the bearer's reach. Every method
 * rejects where the store can't be read.
 */
export interface ConnectAccess {
  /**
   * Whose token it is and what it reaches at this moment. `bad-signature`: this account never signed it. `not-valid`: it isn't a
   * token, or one that is expired, revoked or of another account or audience.
   */
  authenticate(bearer: string): Promise<Result<Bearer, BearerProblem>>;
  /** The vaults within the bearer's reach, by name. */
  vaults(bearer: Bearer): Promise<readonly VaultOverview[]>;
  vault(vaultId: string): Promise<VaultOverview | undefined>;
  /** By title; nothing is decrypted. */
  items(vaultId: string): Promise<readonly ItemOverview[]>;
  /** Decrypted. `undefined` where that vault has no such item. */
  item(vaultId: string, itemId: string): Promise<FullItem | undefined>;
}

/** A token that was good when it was looked at. */
export interface Bearer {
  readonly tokenId: string;
  readonly serverId: string;
  /** Token scope ∩ server grants; empty where the server lost them all. */
  readonly reach: readonly TokenVault[];
}

export type BearerProblem = 'bad-signature' | 'not-valid';

export interface VaultOverview {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: VaultType;
  readonly attributeVersion: number;
  readonly contentVersion: number;
  /** How many items it holds. */
  readonly items: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}
