import type { Secret, VaultType } from '@connect-token/core';
import type { ItemDraft } from '../items/item-draft.ts';

/** Vaults with items from elsewhere, as the account shall have them; nothing that they don't name is touched. */
export interface ImportedVault {
  readonly id: string | null;
  readonly name: string;
  /** Of a vault that is made; one that is there keeps its own. */
  readonly description: string;
  readonly type: VaultType;
  readonly items: readonly ImportedItem[];
}

export interface ImportedItem {
  /** `null`: it is found by its title, or made. */
  readonly id: string | null;
  readonly draft: ItemDraft;
  /** What a list shows is all that is known: the sections and fields of an item that is there stay. */
  readonly overviewOnly: boolean;
  /** Of the vault in the file, which sealed values are sealed for; wherever the item goes. */
  readonly sealedIn: string | null;
  /** Values that are sealed still, in the place of those of the fields at these positions. */
  readonly sealed: readonly { readonly field: number; readonly text: string }[];
  /** All of them; `null`: those that are there stay. */
  readonly files: readonly ImportedFile[] | null;
}

export interface ImportedFile {
  readonly id: string | null;
  readonly name: string;
  readonly sectionId: string | null;
  readonly content:
    | { readonly kind: 'plain'; readonly bytes: Secret<Uint8Array> }
    | { readonly kind: 'sealed'; readonly text: string };
}

/** What an import makes of the account. */
export type ImportChange =
  | { readonly kind: 'vault.create'; readonly vault: string }
  | { readonly kind: 'item.create'; readonly vault: string; readonly item: string }
  | {
      readonly kind: 'item.update';
      readonly vault: string;
      readonly item: string;
      readonly id: string;
      /** The version that it has now. */
      readonly version: number;
    };

export interface ImportPlan {
  readonly changes: readonly ImportChange[];
  /** Items that are as they shall be already. */
  readonly unchanged: number;
}
