import { type Secret, secret } from '@connect-token/core';
import { type Place, seal } from '../seal.ts';
import { openSealed, type Sealing } from '../sealing.ts';

/** Which file it is, of which item in which vault. */
export interface FilePlace {
  readonly vaultId: string;
  readonly itemId: string;
  readonly fileId: string;
}

export const sealFile = ({ current }: Sealing, place: FilePlace, content: Secret<Uint8Array>): Uint8Array =>
  seal(current, placeOf(place), content.reveal());

/** Throws on a broken invariant: a row that was not written by this account, or was changed since. */
export function openFile(sealing: Sealing, place: FilePlace, sealed: Uint8Array): Secret<Uint8Array> {
  const plain = openSealed(sealing, placeOf(place), sealed);
  if (!plain.ok) throw new Error(`invariant: the file ${place.fileId} can't be opened: ${plain.error}`);
  return secret(plain.value);
}

/** A file never changes: it has one version. */
export const placeOf = ({ vaultId, itemId, fileId }: FilePlace): Place => ({
  table: 'item_file',
  row: `${vaultId}/${itemId}/${fileId}`,
  version: 1,
});
