import type { ActivityLog, Instant, Result, Secret, TokenVault, VaultType } from '@connect-token/core';
import type { FullItem, ItemFile, ItemOverview } from './items/item.ts';
import type { ItemDraft, ItemRefusal, PatchOperation } from './items/item-draft.ts';
import type { ItemAddress } from './items/item-reading.ts';

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
  /** The same for a token that is shown for one item, and that item, as both are at one moment. Ids in any case. */
  look(bearer: string, item: ItemAddress): Promise<Result<Sight, BearerProblem>>;
  /** The vaults within the bearer's reach, by name. */
  vaults(bearer: Bearer): Promise<readonly VaultOverview[]>;
  vault(vaultId: string): Promise<VaultOverview | undefined>;
  /** By title, in slices that are read one by one, so that a vault of ten thousand items holds nobody else up; nothing is decrypted. */
  items(vaultId: string, filter: ItemFilter | null): AsyncIterable<readonly ItemOverview[]>;
  /** Decrypted. `undefined` where that item has no such file. */
  file(vaultId: string, itemId: string, fileId: string): Promise<FileContent | undefined>;

  /**
   * Each change is one transaction, in which the bearer's right is looked at again; a refusal changes nothing. What comes back is the
   * item as the next look shows it, its new version included: an answer that tells the one before is its caller's. A bearer that may not
   * read gets it without sections, fields and files, and nothing is opened for it but what a patch changes.
   */
  createItem(bearer: Bearer, vaultId: string, draft: ItemDraft): Promise<Result<FullItem, ItemRefusal>>;
  /** Files stay, and so do ids of fields that the draft gives; the version grows by one. */
  replaceItem(
    bearer: Bearer,
    vaultId: string,
    itemId: string,
    draft: ItemDraft,
  ): Promise<Result<FullItem, ItemRefusal>>;
  /** All operations or none, in order. */
  patchItem(
    bearer: Bearer,
    vaultId: string,
    itemId: string,
    operations: readonly PatchOperation[],
  ): Promise<Result<FullItem, ItemRefusal>>;
  /** For ever, its files with it. */
  deleteItem(bearer: Bearer, vaultId: string, itemId: string): Promise<Result<void, ItemRefusal>>;

  readonly activity: ActivityLog;
}

/** One comparison. Texts of titles are compared as they are, tags as whole tags. */
export type ItemFilter =
  | { readonly attribute: 'title'; readonly operator: 'eq' | 'co'; readonly text: string }
  | { readonly attribute: 'tag'; readonly operator: 'eq'; readonly text: string };

export interface FileContent extends ItemFile {
  readonly content: Secret<Uint8Array>;
}

/** A token that was good when it was looked at. */
export interface Bearer {
  readonly tokenId: string;
  readonly serverId: string;
  /** Token scope ∩ server grants; empty where the server lost them all. */
  readonly reach: readonly TokenVault[];
}

/** What is seen by a token that is shown for one item. */
export interface Sight {
  /** It reaches that item's vault or none: what else it reaches was not looked at. */
  readonly bearer: Bearer;
  /** Decrypts it. `undefined` where that vault has no such item, and where the bearer may not read it: then nobody has looked. */
  item(): FullItem | undefined;
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
