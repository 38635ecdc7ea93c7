import { type IssuedToken, mapNonEmpty, secret, type Token, type TokenOrder } from '@connect-token/core';
import type * as z from 'zod';
import type { issuedTokenJson, TokenJson, tokenOrderJson } from '../token.ts';
import { formatInstant, parseInstant } from './instant.ts';

export const formatToken = (token: Token): TokenJson => ({
  id: token.id,
  name: token.name,
  server_id: token.serverId,
  vaults: token.vaults.map((entry) => ({ vault_id: entry.vaultId, access: entry.access })),
  created_at: formatInstant(token.createdAt),
  expires_at: token.expiresAt === null ? null : formatInstant(token.expiresAt),
  state: token.state,
});

export const parseToken = (json: TokenJson): Token => ({
  id: json.id,
  name: json.name,
  serverId: json.server_id,
  vaults: json.vaults.map((entry) => ({ vaultId: entry.vault_id, access: entry.access })),
  createdAt: parseInstant(json.created_at),
  expiresAt: json.expires_at === null ? null : parseInstant(json.expires_at),
  state: json.state,
});

export const formatTokenOrder = (order: TokenOrder): z.infer<typeof tokenOrderJson> => {
  const [first, ...more] = mapNonEmpty(order.scope, (entry) => ({
    vault_id: entry.vault.id,
    access: entry.access,
  }));
  return {
    name: order.name,
    server_id: order.serverId,
    vaults: [first, ...more],
    expires_at: order.expiresAt === null ? null : formatInstant(order.expiresAt),
  };
};

/** A vault's name and type are the account's own, whatever an order says: only its id crosses the wire. */
export const parseTokenOrder = (json: z.infer<typeof tokenOrderJson>): TokenOrder => ({
  name: json.name,
  serverId: json.server_id,
  scope: mapNonEmpty(json.vaults, (entry) => ({
    vault: { id: entry.vault_id, name: entry.vault_id, type: null },
    access: entry.access,
  })),
  expiresAt: json.expires_at === null ? null : parseInstant(json.expires_at),
});

export const formatIssuedToken = (issued: IssuedToken): z.infer<typeof issuedTokenJson> => ({
  token: formatToken(issued.token),
  secret: issued.secret.reveal(),
});

export const parseIssuedToken = (json: z.infer<typeof issuedTokenJson>): IssuedToken => ({
  token: parseToken(json.token),
  secret: secret(json.secret),
});
