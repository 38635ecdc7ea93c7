import {
  err,
  type Failure,
  floorToSecond,
  isLeaseTokenName,
  ok,
  refuseActor,
  refuseName,
  refuseOrder,
  type Token,
  type TokenOrder,
  tokenDetail,
} from '@connect-token/core';
import { refuseMore } from './memory-management-credits.ts';
import {
  type AccountState,
  changed,
  findById,
  type Moment,
  type Outcome,
  replaced,
  unchanged,
} from './memory-management-state.ts';

/** A standing token: admitted against the plan, and told of. */
export function createToken(state: AccountState, order: TokenOrder, moment: Moment): Outcome<Token> {
  const refused =
    refuseActor({ actor: moment.actor, world: state }, order.serverId) ??
    refuseTokenName(state, order.name) ??
    refuseOrder(order, { ...state, server: findById(state.servers, order.serverId) }) ??
    refuseMore(state, order.scope.length, moment);
  return refused === undefined ? issueToken(state, order, moment) : err(refused);
}

/** A lease's token, as the broker makes it: admitted with its lease, which tells of it. */
export function createLeaseToken(state: AccountState, order: TokenOrder, moment: Moment): Outcome<Token> {
  const issued = issueToken(state, order, moment);
  return issued.ok ? ok({ ...issued.value, event: null }) : issued;
}

function issueToken(state: AccountState, order: TokenOrder, { at, newId }: Moment): Outcome<Token> {
  const server = findById(state.servers, order.serverId);
  const refused = refuseOrder(order, { ...state, server });
  if (refused !== undefined) return err(refused);
  if (server === undefined) throw new Error('invariant: an order for a server that exists');
  const token: Token = {
    id: newId(),
    name: order.name,
    serverId: server.id,
    vaults: order.scope.map(({ vault, access }) => ({
      vaultId: findById(state.vaults, vault.id)?.id ?? vault.id,
      access,
    })),
    createdAt: at,
    expiresAt: order.expiresAt === null ? null : floorToSecond(order.expiresAt),
    state: 'ACTIVE',
  };
  const tokens = [...state.tokens, token];
  return changed(
    withTokens(state, tokens, server.id),
    token,
    'token.create',
    subjectOf(token),
    tokenDetail(token),
  );
}

export function renameToken(
  state: AccountState,
  [id, name]: readonly [string, string],
  { actor }: Moment,
): Outcome<Token> {
  const token = findById(state.tokens, id);
  const refused =
    refuseActor({ actor, world: state }, token?.serverId ?? null) ?? refuseTokenName(state, name);
  if (refused !== undefined) return err(refused);
  if (token === undefined) return err({ code: 'TOKEN_UNKNOWN', token: id });
  const kept = refuseLeaseName(state, token.name);
  if (kept !== undefined) return err(kept);
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
  { actor }: Pick<Moment, 'actor'>,
): Outcome<'deleted' | 'absent'> {
  const token = findById(state.tokens, id);
  const refused = refuseActor({ actor, world: state }, token?.serverId ?? null);
  if (refused !== undefined) return err(refused);
  if (token === undefined || token.state === 'REVOKED') return unchanged(state, 'absent');
  const revoked: Token = { ...token, state: 'REVOKED' };
  const tokens = replaced(state.tokens, revoked);
  return changed(withTokens(state, tokens, token.serverId), 'deleted', 'token.delete', subjectOf(token));
}

/** A lease's token again: nobody's right is asked, and its lease tells of it. */
export function deleteLeaseToken(state: AccountState, id: string): Outcome<'deleted' | 'absent'> {
  const deleted = deleteToken(state, id, { actor: { kind: 'owner' } });
  return deleted.ok ? ok({ ...deleted.value, event: null }) : deleted;
}

const refuseTokenName = (state: AccountState, name: string): Failure | undefined =>
  refuseLeaseName(state, name) ?? refuseName('token', name);

/**
 * A standing token that is named like a lease's would be counted by nobody, and be swept; a lease's that is named otherwise would be
 * counted twice, and not be found after a crash.
 */
const refuseLeaseName = ({ instance }: AccountState, name: string): Failure | undefined =>
  isLeaseTokenName(name, instance)
    ? { code: 'NAME_INVALID', thing: 'token', name, problem: 'is kept for leases' }
    : undefined;

/** With the server's `tokensVersion` one further. */
const withTokens = (state: AccountState, tokens: readonly Token[], serverId: string): AccountState => ({
  ...state,
  tokens,
  servers: state.servers.map((server) =>
    server.id === serverId ? { ...server, tokensVersion: server.tokensVersion + 1 } : server,
  ),
});

const subjectOf = ({ id, serverId }: Token) => ({ token: id, server: serverId });
