import type { Instant, Secret } from '@connect-token/core';

/** Source: 1password.dev, Connect API, item categories. */
export const ITEM_CATEGORIES = [
  'LOGIN',
  'PASSWORD',
  'API_CREDENTIAL',
  'SERVER',
  'DATABASE',
  'CREDIT_CARD',
  'MEMBERSHIP',
  'PASSPORT',
  'SOFTWARE_LICENSE',
  'OUTDOOR_LICENSE',
  'SECURE_NOTE',
  'WIRELESS_ROUTER',
  'BANK_ACCOUNT',
  'DRIVER_LICENSE',
  'IDENTITY',
  'REWARD_PROGRAM',
  'DOCUMENT',
  'EMAIL_ACCOUNT',
  'SOCIAL_SECURITY_NUMBER',
  'MEDICAL_RECORD',
  'SSH_KEY',
  'CUSTOM',
] as const;

export type ItemCategory = (typeof ITEM_CATEGORIES)[number];

/** Source: 1password.dev, Connect API, item fields. */
export const FIELD_TYPES = [
  'STRING',
  'EMAIL',
  'CONCEALED',
  'URL',
  'OTP',
  'DATE',
  'MONTH_YEAR',
  'MENU',
  'SSHKEY',
  'PHONE',
  'ADDRESS',
  'REFERENCE',
] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

/** The fields that clients find by what they are for; each at most once an item. */
export const FIELD_PURPOSES = ['USERNAME', 'PASSWORD', 'NOTES'] as const;

export type FieldPurpose = (typeof FIELD_PURPOSES)[number];

/** The id and the label of a field that has a purpose. Source: 1password.dev, Connect API, item fields. */
export const PURPOSE_IDS: Readonly<Record<FieldPurpose, string>> = {
  USERNAME: 'username',
  PASSWORD: 'password',
  NOTES: 'notesPlain',
};

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
