import { type FieldPurpose, type FieldType, type Instant, secret } from '@connect-token/core';
import { type Place, seal } from '../seal.ts';
import { openSealed, type Sealing } from '../sealing.ts';
import type { ItemContent, ItemField, ItemSection } from './item.ts';
import { oneTimePassword, parseSeed } from './one-time-password.ts';

/** Which item it is, and in which vault: moved to a vault that more tokens reach, it opens no more. */
export interface ItemPlace {
  readonly vaultId: string;
  readonly itemId: string;
  readonly version: number;
}

interface StoredField {
  readonly id: string;
  readonly label: string;
  readonly type: FieldType;
  readonly purpose: FieldPurpose | null;
  readonly sectionId: string | null;
  readonly value: string;
}

/** How the sealed part reads as JSON. */
interface StoredContent {
  readonly sections: readonly ItemSection[];
  readonly fields: readonly StoredField[];
}

export function sealItem(
  { current }: Sealing,
  place: ItemPlace,
  { sections, fields }: ItemContent,
): Uint8Array {
  const stored: StoredContent = {
    sections,
    fields: fields.map(({ code: _, ...field }) => ({ ...field, value: field.value.reveal() })),
  };
  return seal(current, placeOf(place), Buffer.from(JSON.stringify(stored)));
}

/**
 * The content with the one-time passwords of this moment. Throws on a broken invariant: a row that was not written by this account, or
 * was changed since.
 */
export function openItem(sealing: Sealing, place: ItemPlace, sealed: Uint8Array, at: Instant): ItemContent {
  const plain = openSealed(sealing, placeOf(place), sealed);
  if (!plain.ok) throw new Error(`invariant: the item ${place.itemId} can't be opened: ${plain.error}`);
  const { sections, fields } = JSON.parse(textOf(plain.value)) as StoredContent;
  return { sections, fields: fields.map((field) => openedField(field, at)) };
}

/** Without a copy of the bytes. */
const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

const openedField = ({ id, label, type, purpose, sectionId, value }: StoredField, at: Instant): ItemField =>
  withCode({ id, label, type, purpose, sectionId, value: secret(value), code: null }, at);

/** A field as it is at a moment. */
export function withCode(field: ItemField, at: Instant): ItemField {
  if (field.type !== 'OTP') return field.code === null ? field : { ...field, code: null };
  const seed = parseSeed(field.value.reveal());
  return { ...field, code: seed === undefined ? null : secret(oneTimePassword(seed, at)) };
}

/** Where an item's sealed part belongs. */
export const placeOf = ({ vaultId, itemId, version }: ItemPlace): Place => ({
  table: 'item',
  row: `${vaultId}/${itemId}`,
  version,
});
