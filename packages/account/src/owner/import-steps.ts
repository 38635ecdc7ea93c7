import { err, type Failure, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { readSealedFile } from '../items/file-rows.ts';
import { openFile } from '../items/file-seal.ts';
import type { FullItem, ItemOverview } from '../items/item.ts';
import type { ItemDraft } from '../items/item-draft.ts';
import { itemProblems } from '../items/item-problems.ts';
import { readItem } from '../items/item-reading.ts';
import { readItemSlice, SLICE_MAX } from '../items/item-rows.ts';
import { fileProblems, type NewFile } from '../items/new-file.ts';
import { readVaultOverviews } from '../vault-rows.ts';
import type { ImportChange, ImportedItem, ImportedVault } from './imported.ts';
import { matchItems, repeatedIds } from './match-items.ts';
import { mergeDraft } from './merge-draft.ts';
import type { OwnerAct } from './office.ts';
import { openImported } from './opened-import.ts';
import { allOf, isUnchanged, matchVault } from './plan-import.ts';

/** What is to be done for one item; `null` before: it is made. */
export interface ItemStep {
  readonly before: FullItem | null;
  readonly id: string | null;
  readonly draft: ItemDraft;
  /** `null`: those that are there stay. */
  readonly files: readonly NewFile[] | null;
  readonly unchanged: boolean;
}

export interface VaultStep {
  /** `null`: it is made. */
  readonly vaultId: string | null;
  readonly vault: ImportedVault;
  readonly items: readonly ItemStep[];
}

type Acting = Pick<OwnerAct, 'trx' | 'at' | 'sealing'>;

type Steps<T> = Promise<Result<T, NonEmpty<Failure>>>;

/** What an import does, in an order in which it can be done. Fails with everything that is wrong with it; nothing is written here. */
export async function importSteps(
  acting: Acting,
  vaults: readonly ImportedVault[],
): Steps<readonly VaultStep[]> {
  const repeated = repeatedIds(vaults.flatMap(({ items }) => items));
  if (isNonEmpty(repeated)) return err(repeated);
  const existing = await readVaultOverviews(acting.trx, 'all');
  const steps: Result<VaultStep, NonEmpty<Failure>>[] = [];
  for (const vault of vaults) {
    const matched = matchVault(vault, existing);
    steps.push(matched.ok ? await vaultStep(acting, vault, matched.value) : err([matched.error]));
  }
  return allOf(steps);
}

async function vaultStep(acting: Acting, vault: ImportedVault, vaultId: string | null): Steps<VaultStep> {
  const existing = vaultId === null ? [] : await allItems(acting.trx, vaultId);
  const matched = matchItems(vault.items, existing);
  if (!matched.ok) return matched;
  const steps: Result<ItemStep, NonEmpty<Failure>>[] = [];
  for (const { imported, existing: overview } of matched.value)
    steps.push(await itemStep(acting, imported, overview));
  const items = allOf(steps);
  return items.ok ? ok({ vaultId, vault, items: items.value }) : items;
}

async function allItems(trx: Transaction<Schema>, vaultId: string): Promise<readonly ItemOverview[]> {
  const items: ItemOverview[] = [];
  for (;;) {
    const slice = await readItemSlice(trx, vaultId, { after: items.at(-1) ?? null, title: null });
    items.push(...slice);
    if (slice.length < SLICE_MAX) return items;
  }
}

async function itemStep(
  acting: Acting,
  imported: ImportedItem,
  overview: ItemOverview | null,
): Steps<ItemStep> {
  const opened = openImported(imported, acting.sealing);
  if (!opened.ok) return opened;
  const before = overview === null ? null : await openedItem(acting, overview);
  const draft = before === null ? opened.value.draft : mergeDraft(opened.value, before);
  const { files } = opened.value;
  const refused = [
    ...itemProblems(draft, before?.category ?? draft.category),
    ...fileProblems(files ?? [], draft.sections),
  ].map(({ path, problem }): Failure => ({ code: 'ITEM_INVALID', item: draft.title, path, problem }));
  if (isNonEmpty(refused)) return err(refused);
  const id = before?.id ?? (await freeId(acting.trx, imported.id));
  const unchanged =
    before !== null &&
    isUnchanged(before, draft) &&
    (files === null || (await sameFiles(acting, before, files)));
  return ok({ before, id, draft, files: await freeFiles(acting.trx, before, files), unchanged });
}

async function openedItem(acting: Acting, { id, vaultId }: ItemOverview): Promise<FullItem> {
  const item = await readItem(acting, { vaultId, itemId: id });
  if (item === undefined) throw new Error('invariant: an item that was listed in this transaction');
  return item;
}

/** The id that the item has elsewhere; none where another vault has an item of that id, as after a second import. */
async function freeId(trx: Transaction<Schema>, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const taken = await trx.selectFrom('item').select('id').where('id', '=', id).executeTakeFirst();
  return taken === undefined ? id : null;
}

/** The same of files: one that bears the id of a file of another item gets a new one. */
async function freeFiles(
  trx: Transaction<Schema>,
  before: FullItem | null,
  files: readonly NewFile[] | null,
): Promise<readonly NewFile[] | null> {
  const ids = (files ?? []).flatMap(({ id }) => id ?? []);
  if (files === null || ids.length === 0) return files;
  const rows = await trx.selectFrom('item_file').select(['id', 'item_id']).where('id', 'in', ids).execute();
  const taken = new Set(rows.filter(({ item_id }) => item_id !== before?.id).map(({ id }) => id));
  return files.map((file) => (file.id !== null && taken.has(file.id) ? { ...file, id: null } : file));
}

async function sameFiles(
  { trx, sealing }: Acting,
  { id: itemId, vaultId, files: before }: FullItem,
  files: readonly NewFile[],
): Promise<boolean> {
  if (before.length !== files.length) return false;
  for (const [index, { id: fileId, name, sectionId, size }] of before.entries()) {
    const wanted = files[index];
    const content = wanted?.content.reveal();
    if (wanted?.name !== name || wanted.sectionId !== sectionId || content?.length !== size) return false;
    const sealed = await readSealedFile(trx, { vaultId, itemId, fileId });
    if (sealed === undefined) return false;
    const now = openFile(sealing, { vaultId, itemId, fileId }, sealed.sealed).reveal();
    if (!Buffer.from(now).equals(content)) return false;
  }
  return true;
}

/** As they are told, and as the state is made of them. */
export const changesOf = (steps: readonly VaultStep[]): readonly ImportChange[] =>
  steps.flatMap(({ vaultId, vault: { name }, items }) => [
    ...(vaultId === null ? [{ kind: 'vault.create', vault: name } as const] : []),
    ...items.flatMap(({ before, draft, unchanged }): readonly ImportChange[] => {
      if (unchanged) return [];
      const told = { vault: name, item: draft.title };
      return before === null
        ? [{ kind: 'item.create', ...told }]
        : [{ kind: 'item.update', ...told, id: before.id, version: before.version }];
    }),
  ]);

export const unchangedIn = (steps: readonly VaultStep[]): number =>
  steps.reduce((sum, { items }) => sum + items.filter(({ unchanged }) => unchanged).length, 0);
