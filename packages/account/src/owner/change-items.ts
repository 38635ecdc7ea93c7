import { err, ok } from '@connect-token/core';
import { createItem, deleteItem, replaceItem } from '../items/item-desk.ts';
import { readItemOverview } from '../items/item-rows.ts';
import { act, type OwnerOffice, refusalOf } from './office.ts';
import type { OwnedItems } from './owned-items.ts';

/** One item at a time, by hand. */
export const itemChanges = (office: OwnerOffice): Pick<OwnedItems, 'create' | 'replace' | 'delete'> => ({
  create: (vaultId, draft) =>
    act(office, async (acting) => {
      const vault = await acting.vault(vaultId);
      if (vault === undefined) return err([{ code: 'VAULT_UNKNOWN', vault: vaultId, nearest: null }]);
      const made = await createItem(acting, vaultId, draft);
      if (!made.ok) return refusalOf(made.error, { item: draft.title, vault });
      await acting.record('item.create', vaultId, { item: made.value.id, version: made.value.version });
      return made;
    }),
  replace: ({ vaultId, itemId }, version, draft) =>
    act(office, async (acting) => {
      const names = { item: itemId, vault: (await acting.vault(vaultId)) ?? vaultId };
      const before = await readItemOverview(acting.trx, { vaultId, itemId });
      if (before === undefined) return refusalOf({ kind: 'absent' }, names);
      if (before.version !== version) return err([{ code: 'PRECONDITION_FAILED' }]);
      const replaced = await replaceItem(acting, { vaultId, itemId }, draft);
      if (!replaced.ok) return refusalOf(replaced.error, { ...names, item: draft.title });
      await acting.record('item.update', vaultId, { item: itemId, version: replaced.value.version });
      return replaced;
    }),
  delete: ({ vaultId, itemId }) =>
    act(office, async (acting) => {
      const deleted = await deleteItem(acting, { vaultId, itemId });
      if (!deleted.ok)
        return refusalOf(deleted.error, { item: itemId, vault: (await acting.vault(vaultId)) ?? vaultId });
      await acting.record('item.delete', vaultId, { item: itemId });
      return ok(undefined);
    }),
});
