import { type IssuedToken, mapNonEmpty, secret, type Token, type TokenOrder } from '@connect-token/core';
import * as z from 'zod';
import { access, formatInstant, idText, instantText, nameText, parseInstant } from './scalar.ts';

const tokenVaultJson = z.strictObject({ vault_id: idText, access }).meta({ id: 'TokenVault' });

/** Far above what a token may reach: how many are too many, the account says (`VAULTS_TOO_MANY`). */
const SCOPE_ENTRIES_MAX = 1_000;

/** A Connect access token; never the secret itself. Source of the fields: 1password.dev, `op connect token list --format json`. */
export const tokenJson = z
  .object({
    id: idText,
    name: z.string(),
    server_id: idText,
    vaults: z.array(tokenVaultJson),
    created_at: instantText,
    expires_at: z.nullable(instantText),
    state: z.enum(['ACTIVE', 'REVOKED']),
  })
  .meta({ id: 'Token' });

export type TokenJson = z.infer<typeof tokenJson>;

export const tokenOrderJson = z
  .strictObject({
    name: nameText,
    server_id: idText,
    vaults: z.tuple([tokenVaultJson], tokenVaultJson).check(z.maxLength(SCOPE_ENTRIES_MAX)),
    /** `null`: never, as with `op`. */
    expires_at: z.nullable(instantText),
  })
  .meta({ id: 'TokenOrder' });

/** `secret` is the token itself: shown once, stored nowhere. */
export const issuedTokenJson = z.object({ token: tokenJson, secret: z.string() }).meta({ id: 'IssuedToken' });

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
