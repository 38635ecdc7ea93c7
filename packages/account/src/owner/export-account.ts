import { err, isNonEmpty, ok, secret } from '@connect-token/core';
import { readGroups, readPeople } from '../group-rows.ts';
import { readFiles, readSealedFile } from '../items/file-rows.ts';
import { openFile } from '../items/file-seal.ts';
import { readItem } from '../items/item-reading.ts';
import { readManagers } from '../manager-rows.ts';
import { readPlan } from '../plan-rows.ts';
import { readManagedServers } from '../server-rows.ts';
import { readVaultOverviews } from '../vault-rows.ts';
import { partEntries } from './export-entries.ts';
import { type ExportedItem, type ExportedVault, plainly, sealedly, vaultEntries } from './export-items.ts';
import { act, type OwnerAct, type OwnerOffice } from './office.ts';
import type { OwnedItems } from './owned-items.ts';

const TOLD = { sealed: 'sealed', plain: 'in plain text' } as const;

/** The account as a file, at one moment. That it was read whole is an event like any change. */
export const accountExport = (office: OwnerOffice): Pick<OwnedItems, 'export'> => ({
  export: ({ vaultIds, secrets }) =>
    act(office, async (acting) => {
      const all = await readVaultOverviews(acting.trx, 'all');
      const unknown = (vaultIds ?? []).filter((id) => !all.some((vault) => vault.id === id));
      const failures = unknown.map((vault) => ({ code: 'VAULT_UNKNOWN', vault, nearest: null }) as const);
      if (isNonEmpty(failures)) return err(failures);
      const vaults: ExportedVault[] = [];
      for (const vault of all)
        if (vaultIds === null || vaultIds.includes(vault.id))
          vaults.push({ ...vault, items: await openItems(acting, vault.id) });
      const give = secrets === 'plain' ? plainly : sealedly(acting.sealing);
      const content = {
        version: 1,
        account: await accountEntry(acting),
        vaults: vaultEntries(vaults, give),
        ...(vaultIds === null ? partEntries({ vaults: all, ...(await readParts(acting)) }) : {}),
      };
      await acting.record('account.export', null, { secrets: TOLD[secrets], vaults: vaults.length });
      return ok(secret(JSON.stringify(content)));
    }),
});

const accountEntry = ({ trx }: OwnerAct) =>
  trx.selectFrom('account').select(['name', 'id']).executeTakeFirstOrThrow();

async function readParts({ trx }: OwnerAct) {
  return {
    servers: await readManagedServers(trx),
    people: await readPeople(trx),
    groups: await readGroups(trx),
    managers: await readManagers(trx),
    plan: await readPlan(trx),
  };
}

async function openItems(acting: OwnerAct, vaultId: string): Promise<readonly ExportedItem[]> {
  const { trx, sealing } = acting;
  const ids = await trx.selectFrom('item').select('id').where('vault_id', '=', vaultId).execute();
  const items: ExportedItem[] = [];
  for (const { id: itemId } of ids) {
    const item = await readItem(acting, { vaultId, itemId });
    if (item === undefined) throw new Error('invariant: an item that was listed in this transaction');
    const files: ExportedItem['files'][number][] = [];
    for (const { id: fileId } of await readFiles(trx, itemId)) {
      const file = await readSealedFile(trx, { vaultId, itemId, fileId });
      if (file === undefined) throw new Error('invariant: a file that was listed in this transaction');
      const { sealed, ...named } = file;
      files.push({ ...named, content: openFile(sealing, { vaultId, itemId, fileId }, sealed) });
    }
    items.push({ ...item, files });
  }
  return items;
}
