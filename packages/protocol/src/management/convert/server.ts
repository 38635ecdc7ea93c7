import { type CreatedServer, type ManagedServer, type ServerOrder, secret } from '@connect-token/core';
import type * as z from 'zod';
import type { createdServerJson, ServerJson, serverOrderJson } from '../server.ts';
import { formatInstant, parseInstant } from './instant.ts';

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
