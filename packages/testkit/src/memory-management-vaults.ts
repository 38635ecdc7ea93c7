import { err, type Failure, type ManagedVault, refuseActor, refuseName } from '@connect-token/core';
import {
  type AccountState,
  changed,
  findById,
  type Moment,
  type Outcome,
  replaced,
} from './memory-management-state.ts';

export const unknownVault = (vault: string): Failure => ({ code: 'VAULT_UNKNOWN', vault, nearest: null });

export function createVault(state: AccountState, name: string, moment: Moment): Outcome<ManagedVault> {
  const refused = refuseActor({ actor: moment.actor, world: state }, null) ?? refuseName('vault', name);
  if (refused !== undefined) return err(refused);
  const vault: ManagedVault = {
    id: moment.newId(),
    name,
    type: 'USER_CREATED',
    attributeVersion: 1,
    contentVersion: 1,
    items: 0,
    createdAt: moment.at,
    updatedAt: moment.at,
  };
  return changed({ ...state, vaults: [...state.vaults, vault] }, vault, 'vault.create', { vault: vault.id });
}

export function renameVault(
  state: AccountState,
  [id, name]: readonly [string, string],
  { actor, at }: Moment,
): Outcome<ManagedVault> {
  const refused = refuseActor({ actor, world: state }, null) ?? refuseName('vault', name);
  if (refused !== undefined) return err(refused);
  const vault = findById(state.vaults, id);
  if (vault === undefined) return err(unknownVault(id));
  const renamed = { ...vault, name, attributeVersion: vault.attributeVersion + 1, updatedAt: at };
  return changed({ ...state, vaults: replaced(state.vaults, renamed) }, renamed, 'vault.rename', {
    vault: vault.id,
  });
}
