import { type CreatedServer, type ManagedServer, type ServerOrder, secret } from '@connect-token/core';
import * as z from 'zod';
import { access, count, formatInstant, idText, instantText, nameText, parseInstant } from './scalar.ts';

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

export const formatServer = (server: ManagedServer): ServerJson => ({
  id: server.id,
  name: server.name,
  grants: server.grants.map((grant) => ({ vault_id: grant.vaultId, access: grant.access })),
  fixed_vaults: server.fixedVaults === null ? null : [...server.fixedVaults],
  created_at: formatInstant(server.createdAt),
  tokens_version: server.tokensVersion,
});

export const parseServer = (json: ServerJson): ManagedServer => ({
  id: json.id,
  name: json.name,
  grants: json.grants.map((grant) => ({ vaultId: grant.vault_id, access: grant.access })),
  fixedVaults: json.fixed_vaults,
  createdAt: parseInstant(json.created_at),
  tokensVersion: json.tokens_version,
});

export const formatServerOrder = ({ name, grants, fixed }: ServerOrder): z.infer<typeof serverOrderJson> => ({
  name,
  grants: grants.map((grant) => ({ vault_id: grant.vaultId, access: grant.access })),
  fixed,
});

export const parseServerOrder = ({ name, grants, fixed }: z.infer<typeof serverOrderJson>): ServerOrder => ({
  name,
  grants: grants.map((grant) => ({ vaultId: grant.vault_id, access: grant.access })),
  fixed,
});

export const formatCreatedServer = ({
  server,
  credentials,
}: CreatedServer): z.infer<typeof createdServerJson> => ({
  server: formatServer(server),
  credentials: credentials.reveal(),
});

export const parseCreatedServer = ({
  server,
  credentials,
}: z.infer<typeof createdServerJson>): CreatedServer => ({
  server: parseServer(server),
  credentials: secret(credentials),
});
