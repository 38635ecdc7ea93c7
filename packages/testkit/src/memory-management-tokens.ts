import {
  err,
  type Failure,
  floorToSecond,
  isLeaseTokenName,
  refuseName,
  refuseOrder,
  type Token,
  type TokenOrder,
} from '@connect-token/core';
import { refuseMore } from './memory-management-credits.ts';
import {
  type AccountState,
  changed,
  findById,
  type Moment,
  type Outcome,
  refuseActor,
  replaced,
  unchanged,
} from './memory-management-state.ts';

export function createToken(state: AccountState, order: TokenOrder, moment: Moment): Outcome<Token> {
  const server = findById(state.servers, order.serverId);
  const refused =
    refuseActor(state, moment.actor, order.serverId) ??
    refuseTokenName(state, order.name) ??
    refuseOrder(order, { ...state, server }) ??
    refuseMore(state, order.scope.length, moment);
  if (refused !== undefined) return err(refused);
  if (server === undefined) throw new Error('invariant: an order for a server that exists');
  const token: Token = {
    id: moment.newId(),
    name: order.name,
    serverId: server.id,
    vaults: order.scope.map(({ vault, access }) => ({
      vaultId: findById(state.vaults, vault.id)?.id ?? vault.id,
      access,
    })),
    createdAt: moment.at,
    expiresAt: order.expiresAt === null ? null : floorToSecond(order.expiresAt),
    state: 'ACTIVE',
  };
  return changed(
    withTokens(state, [...state.tokens, token], server.id),
    token,
    'token.create',
    subjectOf(token),
  );
}

export function renameToken(
  state: AccountState,
  [id, name]: readonly [string, string],
  { actor }: Moment,
): Outcome<Token> {
  const token = findById(state.tokens, id);
  const refused = refuseActor(state, actor, token?.serverId ?? null) ?? refuseTokenName(state, name);
  if (refused !== undefined) return err(refused);
  if (token === undefined) return err({ code: 'TOKEN_UNKNOWN', token: id });
  const renamed = { ...token, name };
  return changed(
    withTokens(state, replaced(state.tokens, renamed), token.serverId),
    renamed,
    'token.rename',
    subjectOf(token),
  );
}

export function deleteToken(
  state: AccountState,
  id: string,
  { actor }: Moment,
): Outcome<'deleted' | 'absent'> {
  const token = findById(state.tokens, id);
  const refused = refuseActor(state, actor, token?.serverId ?? null);
  if (refused !== undefined) return err(refused);
  if (token === undefined || token.state === 'REVOKED') return unchanged(state, 'absent');
  const revoked: Token = { ...token, state: 'REVOKED' };
  return changed(
    withTokens(state, replaced(state.tokens, revoked), token.serverId),
    'deleted',
    'token.delete',
    subjectOf(token),
  );
}

/** A token that is named like a lease's would be counted by nobody, and be swept. */
const refuseTokenName = ({ instance }: AccountState, name: string): Failure | undefined =>
  isLeaseTokenName(name, instance)
    ? { code: 'NAME_INVALID', thing: 'token', name, problem: 'is kept for leases' }
    : refuseName('token', name);

/** With the server's `tokensVersion` one further. */
const withTokens = (state: AccountState, tokens: readonly Token[], serverId: string): AccountState => ({
  ...state,
  tokens,
  servers: state.servers.map((server) =>
    server.id === serverId ? { ...server, tokensVersion: server.tokensVersion + 1 } : server,
  ),
});

const subjectOf = ({ id, serverId }: Token) => ({ token: id, server: serverId });
