import { ok } from '@connect-token/core';
import type { ItemOverview } from '../items/item.ts';
import { itemSlices, readItem } from '../items/item-reading.ts';
import { readVaultOverviews } from '../vault-rows.ts';
import { itemChanges } from './change-items.ts';
import { accountExport } from './export-account.ts';
import { itemImport } from './import-items.ts';
import { answering, type OwnerOffice, refusalOf } from './office.ts';
import type { OwnedItems } from './owned-items.ts';

/** `OwnedItems` over the embedded account. */
export function ownedItems(office: OwnerOffice): OwnedItems {
  const { store, clock, sealing } = office;
  return {
    vaults: () => answering(async () => ok(await store.transact((trx) => readVaultOverviews(trx, 'all')))),
    list: (vaultId) =>
      answering(async () => {
        const items: ItemOverview[] = [];
        for await (const slice of itemSlices(office, vaultId, null)) items.push(...slice);
        return ok(items);
      }),
    item: (vaultId, itemId) =>
      answering(async () => {
        const item = await store.transact((trx) =>
          readItem({ trx, sealing, at: clock.now() }, { vaultId, itemId }),
        );
        if (item !== undefined) return ok(item);
        return refusalOf({ kind: 'absent' }, { item: itemId, vault: vaultId });
      }),
    ...itemChanges(office),
    ...itemImport(office),
    ...accountExport(office),
  };
}
