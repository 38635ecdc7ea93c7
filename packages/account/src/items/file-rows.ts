import type { Instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { ItemFile } from './item.ts';

/** A file before it is written. */
export interface SealedFile extends ItemFile {
  readonly sealed: Uint8Array;
}

const FILE = ['id', 'name', 'size', 'section_id as sectionId'] as const;

/** In their order; nothing sealed is read. */
export const readFiles = (trx: Transaction<Schema>, itemId: string): Promise<readonly ItemFile[]> =>
  trx.selectFrom('item_file').select(FILE).where('item_id', '=', itemId).orderBy('position').execute();

/** The item and its file by their ids in lower case; `undefined` where that vault has no such item, or that item no such file. */
export const readSealedFile = (
  trx: Transaction<Schema>,
  { vaultId, itemId, fileId }: { readonly vaultId: string; readonly itemId: string; readonly fileId: string },
): Promise<SealedFile | undefined> =>
  trx
    .selectFrom('item_file')
    .innerJoin('item', 'item.id', 'item_file.item_id')
    .select([
      'item_file.id',
      'item_file.name',
      'item_file.size',
      'item_file.section_id as sectionId',
      'item_file.sealed',
    ])
    .where('item_file.id', '=', fileId)
    .where('item_file.item_id', '=', itemId)
    .where('item.vault_id', '=', vaultId)
    .executeTakeFirst();

/** In the order given, which is the one in which they are shown. */
export async function insertFiles(
  trx: Transaction<Schema>,
  itemId: string,
  files: readonly SealedFile[],
  at: Instant,
): Promise<void> {
  for (const [position, file] of files.entries())
    await trx
      .insertInto('item_file')
      .values(fileRow(itemId, file, position, at))
      .execute();
}

export const fileRow = (
  itemId: string,
  { id, name, size, sectionId, sealed }: SealedFile,
  position: number,
  at: Instant,
) => ({ id, item_id: itemId, name, size, section_id: sectionId, position, created_at: at, sealed });

export async function deleteFiles(trx: Transaction<Schema>, itemId: string): Promise<void> {
  await trx.deleteFrom('item_file').where('item_id', '=', itemId).execute();
}

/** A file whose section is gone is in none. */
export async function leaveSections(
  trx: Transaction<Schema>,
  itemId: string,
  kept: readonly { readonly id: string }[],
): Promise<void> {
  await trx
    .updateTable('item_file')
    .set({ section_id: null })
    .where('item_id', '=', itemId)
    .where('section_id', 'is not', null)
    .$if(kept.length > 0, (query) =>
      query.where(
        'section_id',
        'not in',
        kept.map(({ id }) => id),
      ),
    )
    .execute();
}
