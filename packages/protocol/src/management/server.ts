import * as z from 'zod';
import { access, count, idText, instantText, nameText } from './scalar.ts';

/** A server with more vaults than this is none that a person keeps in mind; the body's limit is near. */
export const GRANTS_MAX = 2_000;

const grantJson = z.strictObject({ vault_id: idText, access }).meta({ id: 'VaultGrant' });

/** A Connect server; the web page's *environment*. Source of the fields: 1password.dev, `op connect server list --format json`. */
export const serverJson = z
  .object({
    id: idText,
    name: z.string(),
    grants: z.array(grantJson),
    /** The vaults that it began with, where it is never to get others. */
    fixed_vaults: z.nullable(z.array(idText)),
    created_at: instantText,
    tokens_version: count,
  })
  .meta({ id: 'Server' });

export type ServerJson = z.infer<typeof serverJson>;

export const serverOrderJson = z
  .strictObject({
    name: nameText,
    grants: z.array(grantJson).max(GRANTS_MAX),
    fixed: z.boolean().default(false),
  })
  .meta({ id: 'ServerOrder' });

export const grantAccessJson = z.strictObject({ access }).meta({ id: 'GrantAccess' });

/** `credentials` is the text of `1password-credentials.json`: issued once, stored nowhere. */
export const createdServerJson = z
  .object({ server: serverJson, credentials: z.string() })
  .meta({ id: 'CreatedServer' });
