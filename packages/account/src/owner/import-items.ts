import { err, ok } from '@connect-token/core';
import { newId } from '../identifier.ts';
import { createItem, replaceItem } from '../items/item-desk.ts';
import { insertVault } from '../vault-rows.ts';
import { changesOf, type ItemStep, importSteps, unchangedIn, type VaultStep } from './import-steps.ts';
import type { ImportedVault } from './imported.ts';
import { act, answering, type OwnerAct, type OwnerOffice } from './office.ts';
import type { OwnedItems } from './owned-items.ts';
import { stateOf } from './plan-import.ts';

/** Vaults with items from elsewhere: first as a plan, then as one transaction that does what the plan says or nothing. */
export const itemImport = (office: OwnerOffice): Pick<OwnedItems, 'planImport' | 'import'> => ({
  planImport: (vaults) =>
    act(office, async (acting) => {
      const steps = await importSteps(acting, vaults);
      if (!steps.ok) return steps;
      const changes = changesOf(steps.value);
      return ok({ changes, unchanged: unchangedIn(steps.value), state: stateOf(changes) });
    }),
  import: (vaults, state) =>
    answering(async () => {
      try {
        return await act(office, async (acting) => {
          const steps = await importSteps(acting, vaults);
          if (!steps.ok) return steps;
          const changes = changesOf(steps.value);
          if (stateOf(changes) !== state) return err([{ code: 'PRECONDITION_FAILED' }]);
          for (const step of steps.value) await importVault(acting, step);
          return ok({ changes, unchanged: unchangedIn(steps.value) });
        });
      } catch (error) {
        if (error instanceof Outrun) return err([{ code: 'PRECONDITION_FAILED' }]);
        throw error;
      }
    }),
});

/** Somebody changed an item between the look at it and its lock. Thrown, so that what was written before goes, too. */
class Outrun extends Error {}

async function importVault(acting: OwnerAct, { vaultId, vault, items }: VaultStep): Promise<void> {
  const id = vaultId ?? (await makeVault(acting, vault));
  const changed = items.filter(({ unchanged }) => !unchanged);
  if (changed.length === 0) return;
  for (const step of changed) await importItem(acting, id, step);
  const created = changed.filter(({ before }) => before === null).length;
  await acting.record('item.import', id, { created, updated: changed.length - created });
}

async function makeVault(
  { trx, at, record }: OwnerAct,
  { id: given, name, description }: ImportedVault,
): Promise<string> {
  const id = given ?? newId();
  await insertVault(trx, { id, name, createdAt: at, description });
  await record('vault.create', id, {});
  return id;
}

async function importItem(
  acting: OwnerAct,
  vaultId: string,
  { before, id, draft, files }: ItemStep,
): Promise<void> {
  const written =
    before === null
      ? await createItem(acting, vaultId, draft, { id, files: files ?? [] })
      : await replaceItem(acting, { vaultId, itemId: before.id }, draft, files);
  if (!written.ok) throw new Error('invariant: an item whose problems were looked for');
  if (written.value.version !== (before?.version ?? 0) + 1) throw new Outrun();
}
