import type { Failure, NonEmpty, Result, Secret } from '@connect-token/core';
import type { VaultOverview } from '../connect-access.ts';
import type { FullItem, ItemOverview } from '../items/item.ts';
import type { ItemDraft } from '../items/item-draft.ts';
import type { ImportedVault, ImportPlan } from './imported.ts';

export type OwnerAnswer<T> = Promise<Result<T, NonEmpty<Failure>>>;

/**
 * The items of all vaults in the hands of whoever holds the data directory, those of built-in vaults too. No token and no management
 * credential is asked for, and none leads here. Each change is one transaction with its event; a refusal changes nothing. Fails with
 * `STORE_UNAVAILABLE` where the store is away.
 */
export interface OwnedItems {
  /** By name. */
  vaults(): OwnerAnswer<readonly VaultOverview[]>;
  /** By title; nothing is opened. */
  list(vaultId: string): OwnerAnswer<readonly ItemOverview[]>;
  /** Fails with `ITEM_UNKNOWN`. */
  item(vaultId: string, itemId: string): OwnerAnswer<FullItem>;
  /** Fails with `VAULT_UNKNOWN` and `ITEM_INVALID`. */
  create(vaultId: string, draft: ItemDraft): OwnerAnswer<FullItem>;
  /** Of the version that was read. Fails with `ITEM_UNKNOWN`, `ITEM_INVALID` and `PRECONDITION_FAILED`. */
  replace(address: OwnedItemAddress, version: number, draft: ItemDraft): OwnerAnswer<FullItem>;
  /** For ever, its files with it. Fails with `ITEM_UNKNOWN`. */
  delete(address: OwnedItemAddress): OwnerAnswer<void>;
  /** What an import would do. Fails with everything that is wrong with it. */
  planImport(vaults: readonly ImportedVault[]): OwnerAnswer<PlannedImport>;
  /** All of it or nothing. Fails with `PRECONDITION_FAILED` where the plan isn't the one of that state any more. */
  import(vaults: readonly ImportedVault[], state: string): OwnerAnswer<ImportPlan>;
  /** What the account file says that leads to this account again, as JSON: see `formatExport`. Fails with `VAULT_UNKNOWN`. */
  export(order: ExportOrder): OwnerAnswer<Secret<string>>;
}

export interface OwnedItemAddress {
  readonly vaultId: string;
  readonly itemId: string;
}

export interface PlannedImport extends ImportPlan {
  /** Tells this plan from one that is made after somebody else's change. */
  readonly state: string;
}

export interface ExportOrder {
  /** `null`: the whole account. Otherwise the vaults alone, without servers, groups and people. */
  readonly vaultIds: readonly string[] | null;
  /** How values and files are given; `sealed` opens under the sealing key of this account alone. */
  readonly secrets: 'sealed' | 'plain';
}
