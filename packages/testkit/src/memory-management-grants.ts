import {
  err,
  grantCost,
  grantOf,
  hasGrant,
  type ManagedServer,
  refuseActor,
  refuseGrant,
  type VaultGrant,
  withGrant,
  withoutGrant,
} from '@connect-token/core';
import { refuseMore, standingTokens } from './memory-management-credits.ts';
import { stored, unknownServer } from './memory-management-servers.ts';
import {
  type AccountState,
  changed,
  findById,
  type Moment,
  type Outcome,
  replaced,
  unchanged,
} from './memory-management-state.ts';
import { unknownVault } from './memory-management-vaults.ts';

export function grantVault(
  state: AccountState,
  [serverId, asked]: readonly [string, VaultGrant],
  moment: Moment,
): Outcome<ManagedServer> {
  const refused = refuseActor({ actor: moment.actor, world: state }, serverId);
  if (refused !== undefined) return err(refused);
  const server = findById(state.servers, serverId);
  if (server === undefined) return err(unknownServer(serverId));
  const forbidden = refuseGrant(server, asked.vaultId, state);
  if (forbidden !== undefined) return err(forbidden);
  if (hasGrant(server, asked)) return unchanged(state, server);
  const grant = stored(state, asked);
  const after = withGrant(server, grant);
  const exhausted = refuseMore(state, grantCost(server, after, standingTokens(state), moment.at), moment);
  if (exhausted !== undefined) return err(exhausted);
  const subject = { server: server.id, vault: grant.vaultId };
  const detail = { access: grant.access };
  const servers = replaced(state.servers, after);
  return changed({ ...state, servers }, after, 'vault.grant', subject, detail);
}

export function revokeVault(
  state: AccountState,
  [serverId, vaultId]: readonly [string, string],
  { actor }: Moment,
): Outcome<ManagedServer> {
  const refused = refuseActor({ actor, world: state }, serverId);
  if (refused !== undefined) return err(refused);
  const server = findById(state.servers, serverId);
  if (server === undefined) return err(unknownServer(serverId));
  if (findById(state.vaults, vaultId) === undefined) return err(unknownVault(vaultId));
  const grant = grantOf(server, vaultId);
  if (grant === undefined) return unchanged(state, server);
  const after = withoutGrant(server, vaultId);
  return changed({ ...state, servers: replaced(state.servers, after) }, after, 'vault.revoke', {
    server: server.id,
    vault: grant.vaultId,
  });
}
