import type { Clock } from '@connect-token/core';
import { type Access, covers, err, foldAscii, ok, type Result, sameId } from '@connect-token/core';
import { type Store, shareInTransaction } from '@connect-token/storage';
import { holdRight, readBearer } from './bearer-rows.ts';
import type { Bearer, ConnectAccess } from './connect-access.ts';
import type { FullItem } from './items/item.ts';
import { createItem, deleteItem, editItem, type ItemDesk, replaceItem } from './items/item-desk.ts';
import type { ItemAction, ItemRefusal } from './items/item-draft.ts';
import type { ItemMakers } from './items/item-plan.ts';
import { requireSealingKey, SEALING_LOCK } from './rekey/sealing-lock.ts';
import type { Sealing } from './sealing.ts';

interface ChangeParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly makers: ItemMakers;
}

type Changes = Pick<ConnectAccess, 'createItem' | 'replaceItem' | 'patchItem' | 'deleteItem'>;

type Changed<T> = Promise<Result<T, ItemRefusal>>;

/** What a bearer may change. Each in one transaction, with the right of that moment. */
export function bearerChanges(parts: ChangeParts): Changes {
  return {
    createItem: (bearer, vaultId, draft) =>
      change(parts, { bearer, vaultId, action: 'create' }, (desk, access) =>
        shown(access, createItem(desk, foldAscii(vaultId), draft)),
      ),
    replaceItem: (bearer, vaultId, itemId, draft) =>
      change(parts, { bearer, vaultId, action: 'update' }, (desk, access) =>
        shown(access, replaceItem(desk, addressOf(vaultId, itemId), draft)),
      ),
    patchItem: async (bearer, vaultId, itemId, operations) => {
      // It brings the schemas of the Connect API, which no command waits for that opens an account; and no transaction does.
      const { patchItemDraft } = await import('./items/item-patch.ts');
      return change(parts, { bearer, vaultId, action: 'update' }, (desk, access) =>
        shown(
          access,
          editItem(desk, addressOf(vaultId, itemId), (draft) => patchItemDraft(draft, operations)),
        ),
      );
    },
    deleteItem: (bearer, vaultId, itemId) =>
      change(parts, { bearer, vaultId, action: 'delete' }, (desk) =>
        deleteItem(desk, addressOf(vaultId, itemId)),
      ),
  };
}

const addressOf = (vaultId: string, itemId: string) => ({
  vaultId: foldAscii(vaultId),
  itemId: foldAscii(itemId),
});

interface Attempt {
  readonly bearer: Bearer;
  readonly vaultId: string;
  readonly action: ItemAction;
}

const change = <T>(
  { store, clock, sealing, makers }: ChangeParts,
  { bearer, vaultId, action }: Attempt,
  work: (desk: ItemDesk, access: Access) => Changed<T>,
): Changed<T> =>
  store.transact(async (trx): Changed<T> => {
    await shareInTransaction(trx, SEALING_LOCK);
    await holdRight(trx, store, bearer, foldAscii(vaultId));
    const at = clock.now();
    const live = await readBearer(trx, bearer.tokenId, at);
    if (live === undefined) return err({ kind: 'not-valid' });
    const granted = live.reach.find((entry) => sameId(entry.vaultId, vaultId));
    if (granted === undefined) return err({ kind: 'out-of-reach' });
    if (!covers(granted.access, 'w')) return err({ kind: 'permission-missing', action });
    await requireSealingKey(trx, sealing);
    return work({ trx, at, sealing, makers, editedBy: live.serverId }, granted.access);
  });

/** Who may only write learns that it is written, and nothing of what is in it, not even what it sent or had made. */
async function shown(access: Access, changed: Changed<FullItem>): Changed<FullItem> {
  const item = await changed;
  if (!item.ok || covers(access, 'r')) return item;
  return ok({ ...item.value, sections: [], fields: [], files: [] });
}
