import type { FieldPurpose, FieldType, Instant, ItemCategory, Secret } from '@connect-token/core';

/** What a list shows of an item: nothing of it is sealed. */
export interface ItemOverview {
  readonly id: string;
  readonly vaultId: string;
  readonly title: string;
  readonly category: ItemCategory;
  readonly tags: readonly string[];
  readonly urls: readonly ItemUrl[];
  readonly favorite: boolean;
  /** From 1. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly lastEditedBy: string;
}

export interface ItemUrl {
  readonly href: string;
  readonly label: string | null;
  readonly primary: boolean;
}

/** An item opened. */
export interface FullItem extends ItemOverview, ItemContent {
  readonly files: readonly ItemFile[];
}

/** A file of an item: what is in it is read by itself. */
export interface ItemFile {
  /** 26 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sectionId: string | null;
}

/** The part of an item that is sealed at rest. */
export interface ItemContent {
  readonly sections: readonly ItemSection[];
  readonly fields: readonly ItemField[];
}

export interface ItemSection {
  /** A free text, unique within the item. */
  readonly id: string;
  readonly label: string;
}

export interface ItemField {
  /** A free text, unique within the item. */
  readonly id: string;
  readonly label: string;
  readonly type: FieldType;
  readonly purpose: FieldPurpose | null;
  readonly sectionId: string | null;
  readonly value: Secret<string>;
  /** The digits of this moment, of a field of the type `OTP` whose value holds a seed; `null` of every other. Never stored. */
  readonly code: Secret<string> | null;
}
