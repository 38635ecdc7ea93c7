import {
  type CreatedServer,
  err,
  type Failure,
  type ManagedServer,
  refuseActor,
  refuseGrant,
  refuseName,
  type Secret,
  type ServerOrder,
  sameId,
  type VaultGrant,
} from '@connect-token/core';
import {
  type AccountState,
  changed,
  findById,
  type Moment,
  type Outcome,
  replaced,
  unchanged,
} from './memory-management-state.ts';

export const unknownServer = (server: string): Failure => ({ code: 'SERVER_UNKNOWN', server, nearest: null });

/** `credentials`: made before, and thrown away unseen where the server is refused. */
export function createServer(
  state: AccountState,
  [order, credentials]: readonly [ServerOrder, Secret<string>],
  { actor, at, newId }: Moment,
): Outcome<CreatedServer> {
  const refused =
    refuseActor({ actor, world: state }, null) ??
    refuseName('server', order.name) ??
    refuseGrants(state, order);
  if (refused !== undefined) return err(refused);
  const grants = order.grants.map((grant) => stored(state, grant));
  const server: ManagedServer = {
    id: newId().toUpperCase(),
    name: order.name,
    grants,
    fixedVaults: order.fixed ? grants.map(({ vaultId }) => vaultId) : null,
    createdAt: at,
    tokensVersion: 1,
  };
  const after = { ...state, servers: [...state.servers, server] };
  return changed(after, { server, credentials }, 'server.create', { server: server.id });
}

function refuseGrants(state: AccountState, { name, grants }: ServerOrder): Failure | undefined {
  for (const [index, { vaultId }] of grants.entries()) {
    const first = grants.findIndex((grant) => sameId(grant.vaultId, vaultId));
    if (first < index)
      return { code: 'VAULT_REPEATED', vault: vaultId, line: index + 1, firstLine: first + 1 };
    const refused = refuseGrant({ name, fixedVaults: null }, vaultId, state);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** A grant in the account's own spelling of the vault's id. */
export const stored = ({ vaults }: AccountState, { vaultId, access }: VaultGrant): VaultGrant => ({
  vaultId: findById(vaults, vaultId)?.id ?? vaultId,
  access,
});

export function renameServer(
  state: AccountState,
  [id, name]: readonly [string, string],
  { actor }: Moment,
): Outcome<ManagedServer> {
  const refused = refuseActor({ actor, world: state }, id) ?? refuseName('server', name);
  if (refused !== undefined) return err(refused);
  const server = findById(state.servers, id);
  if (server === undefined) return err(unknownServer(id));
  const renamed = { ...server, name };
  return changed({ ...state, servers: replaced(state.servers, renamed) }, renamed, 'server.rename', {
    server: server.id,
  });
}

export function deleteServer(
  state: AccountState,
  id: string,
  { actor }: Moment,
): Outcome<'deleted' | 'absent'> {
  const refused = refuseActor({ actor, world: state }, id);
  if (refused !== undefined) return err(refused);
  const server = findById(state.servers, id);
  if (server === undefined) return unchanged(state, 'absent');
  const after: AccountState = {
    ...state,
    servers: state.servers.filter((other) => other !== server),
    tokens: state.tokens.map((token) =>
      token.serverId === server.id ? { ...token, state: 'REVOKED' } : token,
    ),
    managers: {
      ...state.managers,
      own: new Map([...state.managers.own].filter(([serverId]) => serverId !== server.id)),
    },
  };
  return changed(after, 'deleted', 'server.delete', { server: server.id });
}
