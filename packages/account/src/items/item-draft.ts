import type {
  CHARACTER_SETS,
  FieldPurpose,
  FieldType,
  ItemCategory,
  NonEmpty,
  Secret,
} from '@connect-token/core';
import type { ItemUrl } from './item.ts';

/**
 * What an item shall be: of the right shape, and not yet held against the rules of items. What the account owns (ids of items,
 * versions, times, who edited) isn't in it.
 */
export interface ItemDraft {
  readonly title: string;
  readonly category: ItemCategory;
  readonly tags: readonly string[];
  readonly urls: readonly ItemUrl[];
  readonly favorite: boolean;
  readonly sections: readonly { readonly id: string | null; readonly label: string }[];
  readonly fields: readonly FieldDraft[];
}

export interface FieldDraft {
  /** `null`: the id of its purpose, or a new one. */
  readonly id: string | null;
  /** `null`: the label of its purpose, or an empty one. */
  readonly label: string | null;
  readonly type: FieldType;
  readonly purpose: FieldPurpose | null;
  readonly sectionId: string | null;
  /** `null` is an empty value. */
  readonly value: Secret<string> | null;
  /** Not `null`: the account makes the value, and a value that was given counts for nothing. */
  readonly recipe: PasswordRecipe | null;
}

export interface PasswordRecipe {
  /** Characters, 1 to 64. */
  readonly length: number;
  readonly characterSets: NonEmpty<(typeof CHARACTER_SETS)[number]>;
  readonly excludeCharacters: string;
}

/**
 * One change of an item. Not a JSON Patch: a field is addressed by its id, `/` is the whole item, and there is neither `test` nor
 * `move` nor `copy`. Source: 1password.dev, Connect API, "Update a subset of item attributes".
 */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  /** As it came off the wire; `undefined` where none was given. */
  readonly value: unknown;
}

/** What is wrong with an item, and where: `fields[2].label`. Never a value of a field. */
export interface ItemProblem {
  readonly path: string;
  readonly problem: string;
}

/** Why nothing was written. The right is looked at in the transaction of the change, so it may have been lost since the call began. */
export type ItemRefusal =
  | { readonly kind: 'not-valid' }
  | { readonly kind: 'out-of-reach' }
  | { readonly kind: 'permission-missing'; readonly action: ItemAction }
  | { readonly kind: 'absent' }
  | { readonly kind: 'invalid'; readonly problems: NonEmpty<ItemProblem> };

export type ItemAction = 'read' | 'create' | 'update' | 'delete';
