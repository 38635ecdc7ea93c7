import type { Instant } from '@connect-token/core';
import { type Bind, prepared, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { groupBy } from '../group-by.ts';
import { bindIds, type Ids, isAmong } from '../ids.ts';
import type { ItemFile } from './item.ts';

/** A file before it is written. */
export interface SealedFile extends ItemFile {
  readonly sealed: Uint8Array;
}

const FILE = ['id', 'name', 'size', 'section_id as sectionId'] as const;

const FILES_OF = prepared((trx, bind: Bind<Ids>) =>
  trx
    .selectFrom('item_file')
    .select([...FILE, 'item_id as itemId'])
    .where(isAmong(trx, 'item_file.item_id', bind))
    .orderBy('position'),
);

/** Those of several items, by item and in their order. One statement, and none for no items. Nothing sealed is read. */
export async function readFilesOf(
  trx: Transaction<Schema>,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ItemFile[]>> {
  if (itemIds.length === 0) return new Map();
  const { rows } = await trx.executeQuery(FILES_OF(trx, bindIds(trx, itemIds)));
  const ofItem = groupBy(rows, ({ itemId }) => itemId);
  return new Map(Array.from(ofItem, ([id, files]) => [id, files.map(({ itemId: _, ...file }) => file)]));
}

export const readFiles = async (trx: Transaction<Schema>, itemId: string): Promise<readonly ItemFile[]> =>
  (await readFilesOf(trx, [itemId])).get(itemId) ?? [];

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
