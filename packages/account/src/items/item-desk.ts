import { err, type Instant, type NonEmpty, ok, type Result } from '@connect-token/core';
import { lockInTransaction, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { newId } from '../identifier.ts';
import type { Sealing } from '../sealing.ts';
import { deleteFiles, insertFiles, leaveSections, readFiles } from './file-rows.ts';
import type { FullItem, ItemFile, ItemOverview } from './item.ts';
import type { ItemDraft, ItemProblem, ItemRefusal } from './item-draft.ts';
import { draftOf, type ItemMakers, type PlannedItem } from './item-plan.ts';
import { readItem } from './item-reading.ts';
import { readItemOverview } from './item-rows.ts';
import { type ItemPlace, sealItem } from './item-seal.ts';
import { itemOf, overviewOf, placeOf, planWithFiles } from './item-version.ts';
import { countContentChange, deleteItemRow, insertItem, updateItem } from './item-writes.ts';
import { filesWithin, type NewFile, sealedFile } from './new-file.ts';

/**
 * Where items change: within one transaction, at one moment, in somebody's name. Whether they may has been looked at before; what an
 * item may be is looked at here, before the first row is written, so that a refusal changes nothing.
 */
export interface ItemDesk {
  readonly trx: Transaction<Schema>;
  readonly at: Instant;
  readonly sealing: Sealing;
  readonly makers: ItemMakers;
  /** Who is told as the last to have edited an item. */
  readonly editedBy: string;
}

/** In lower case. */
export type ItemAddress = Pick<ItemPlace, 'vaultId' | 'itemId'>;

/** What the Connect API doesn't make: an item under an id that is given, of any category, with files. */
export interface ImportedParts {
  /** `null`: a new one. Nobody else's. */
  readonly id: string | null;
  readonly files: readonly NewFile[];
}

type RefusedAs<K extends ItemRefusal['kind']> = Extract<ItemRefusal, { readonly kind: K }>;

/** A new item of a vault that there is. */
export async function createItem(
  desk: ItemDesk,
  vaultId: string,
  draft: ItemDraft,
  imported: ImportedParts | null = null,
): Promise<Result<FullItem, RefusedAs<'invalid'>>> {
  const files = imported?.files ?? [];
  const planned = planWithFiles(draft, files, {
    before: imported === null ? null : draft.category,
    makers: desk.makers,
  });
  if (!planned.ok) return planned;
  const { trx, at, sealing } = desk;
  const address = { vaultId, itemId: imported?.id ?? newId() };
  const overview = overviewOf(desk, address, planned.value, { version: 1, createdAt: at });
  await insertItem(trx, { overview, sealed: sealItem(sealing, placeOf(overview), planned.value) });
  const sealed = files.map((file) => sealedFile(sealing, address, file));
  await insertFiles(trx, address.itemId, sealed, at);
  await countContentChange(trx, vaultId, at);
  return ok(itemOf(overview, planned.value, sealed, at));
}

/** The item that the draft describes, in the place of one that there is. Files stay, unless others are given. Nothing is opened. */
export async function replaceItem(
  desk: ItemDesk,
  address: ItemAddress,
  draft: ItemDraft,
  files: readonly NewFile[] | null = null,
): Promise<Result<FullItem, RefusedAs<'absent' | 'invalid'>>> {
  await lockItem(desk, address);
  const before = await readItemOverview(desk.trx, address);
  return before === undefined ? err({ kind: 'absent' }) : rewrite(desk, before, draft, files);
}

/** What an edit makes of the item as it is, or nothing where the edit is refused. */
export async function editItem(
  desk: ItemDesk,
  address: ItemAddress,
  edit: (draft: ItemDraft) => Result<ItemDraft, NonEmpty<ItemProblem>>,
): Promise<Result<FullItem, RefusedAs<'absent' | 'invalid'>>> {
  await lockItem(desk, address);
  const before = await readItem(desk, address);
  if (before === undefined) return err({ kind: 'absent' });
  const draft = edit(draftOf(before));
  return draft.ok
    ? rewrite(desk, before, draft.value, null)
    : err({ kind: 'invalid', problems: draft.error });
}

/** For ever, its files with it. */
export async function deleteItem(
  desk: ItemDesk,
  address: ItemAddress,
): Promise<Result<void, RefusedAs<'absent'>>> {
  await lockItem(desk, address);
  const { trx, at } = desk;
  if ((await readItemOverview(trx, address)) === undefined) return err({ kind: 'absent' });
  await deleteFiles(trx, address.itemId);
  await deleteItemRow(trx, address.itemId);
  await countContentChange(trx, address.vaultId, at);
  return ok(undefined);
}

/** Where transactions run at the same time, two changes of one item don't: the second one sees what the first has made. */
const lockItem = ({ trx }: ItemDesk, { itemId }: ItemAddress): Promise<void> =>
  lockInTransaction(trx, `item ${itemId}`);

async function rewrite(
  desk: ItemDesk,
  before: ItemOverview,
  draft: ItemDraft,
  files: readonly NewFile[] | null,
): Promise<Result<FullItem, RefusedAs<'invalid'>>> {
  const planned = planWithFiles(draft, files ?? [], { before: before.category, makers: desk.makers });
  if (!planned.ok) return planned;
  const { trx, at, sealing } = desk;
  const address = { vaultId: before.vaultId, itemId: before.id };
  const overview = overviewOf(desk, address, planned.value, {
    version: before.version + 1,
    createdAt: before.createdAt,
  });
  await updateItem(trx, { overview, sealed: sealItem(sealing, placeOf(overview), planned.value) });
  const kept =
    files === null
      ? await keepFiles(desk, address, planned.value)
      : await exchangeFiles(desk, address, files);
  await countContentChange(trx, address.vaultId, at);
  return ok(itemOf(overview, planned.value, kept, at));
}

async function keepFiles(
  { trx }: ItemDesk,
  { itemId }: ItemAddress,
  { sections }: PlannedItem,
): Promise<readonly ItemFile[]> {
  const files = await readFiles(trx, itemId);
  if (files.length > 0) await leaveSections(trx, itemId, sections);
  return filesWithin(files, sections);
}

async function exchangeFiles(
  { trx, at, sealing }: ItemDesk,
  address: ItemAddress,
  files: readonly NewFile[],
): Promise<readonly ItemFile[]> {
  const sealed = files.map((file) => sealedFile(sealing, address, file));
  await deleteFiles(trx, address.itemId);
  await insertFiles(trx, address.itemId, sealed, at);
  return sealed;
}
