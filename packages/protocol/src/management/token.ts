import * as z from 'zod';
import { access, idText, instantText, nameText } from './scalar.ts';

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
