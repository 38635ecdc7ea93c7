import {
  err,
  foldAscii,
  type ManagedVault,
  type Management,
  ok,
  refuseActor,
  refuseName,
} from '@connect-token/core';
import { newId } from '../identifier.ts';
import { insertVault, readManagedVaults, renameVault } from '../vault-rows.ts';
import { type Change, type Changed, change, type Office, read } from './change.ts';

export const vaultManagement = (office: Office): Management['vaults'] => ({
  list: () => read(office, readManagedVaults),
  create: ({ name }) => change(office, (changing) => create(changing, name)),
  rename: (id, name) => change(office, (changing) => rename(changing, id, name)),
});

async function create(changing: Change, name: string): Changed<ManagedVault> {
  const refused = refuseActor(changing, null) ?? refuseName('vault', name);
  if (refused !== undefined) return err(refused);
  const { trx, at, record } = changing;
  const id = newId();
  await insertVault(trx, { id, name, createdAt: at });
  await record('vault.create', { vault: id });
  return ok(await written(changing, id));
}

async function rename(changing: Change, asked: string, name: string): Changed<ManagedVault> {
  const refused = refuseActor(changing, null) ?? refuseName('vault', name);
  if (refused !== undefined) return err(refused);
  const { trx, at, record } = changing;
  const id = foldAscii(asked);
  if ((await find(changing, id)) === undefined)
    return err({ code: 'VAULT_UNKNOWN', vault: asked, nearest: null });
  await renameVault(trx, id, name, at);
  await record('vault.rename', { vault: id });
  return ok(await written(changing, id));
}

const find = async ({ trx }: Change, id: string): Promise<ManagedVault | undefined> =>
  (await readManagedVaults(trx)).find((vault) => vault.id === id);

async function written(changing: Change, id: string): Promise<ManagedVault> {
  const vault = await find(changing, id);
  if (vault === undefined) throw new Error('invariant: a vault that was written');
  return vault;
}
