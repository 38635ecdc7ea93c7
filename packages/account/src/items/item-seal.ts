import { secret } from '@connect-token/core';
import { open, type Place, type SealingKey, seal } from '../seal.ts';
import type { FieldPurpose, FieldType, ItemContent, ItemSection } from './item.ts';

/** Which item it is, and in which vault: moved to a vault that more tokens reach, it opens no more. */
export interface ItemPlace {
  readonly vaultId: string;
  readonly itemId: string;
  readonly version: number;
}

/** How the sealed part reads as JSON. */
interface StoredContent {
  readonly sections: readonly ItemSection[];
  readonly fields: readonly {
    readonly id: string;
    readonly label: string;
    readonly type: FieldType;
    readonly purpose: FieldPurpose | null;
    readonly sectionId: string | null;
    readonly value: string;
  }[];
}

export function sealItem(key: SealingKey, place: ItemPlace, { sections, fields }: ItemContent): Uint8Array {
  const stored: StoredContent = {
    sections,
    fields: fields.map(({ code: _, ...field }) => ({ ...field, value: field.value.reveal() })),
  };
  return seal(key, placeOf(place), Buffer.from(JSON.stringify(stored)));
}

/** Throws on a broken invariant: a row that was not written by this account, or was changed since. */
export function openItem(key: SealingKey, place: ItemPlace, sealed: Uint8Array): ItemContent {
  const plain = open(key, placeOf(place), sealed);
  if (!plain.ok) throw new Error(`invariant: the item ${place.itemId} can't be opened: ${plain.error}`);
  const { sections, fields } = JSON.parse(Buffer.from(plain.value).toString()) as StoredContent;
  return { sections, fields: fields.map((field) => ({ ...field, value: secret(field.value), code: null })) };
}

const placeOf = ({ vaultId, itemId, version }: ItemPlace): Place => ({
  table: 'item',
  row: `${vaultId}/${itemId}`,
  version,
});
