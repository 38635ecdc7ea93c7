import {
  type BuiltInRule,
  type CreatedServer,
  err,
  type Failure,
  foldAscii,
  type ManagedServer,
  type Management,
  ok,
  refuseActor,
  refuseGrant,
  refuseName,
  type ServerOrder,
  sameId,
  type Vault,
} from '@connect-token/core';
import { newServerId } from '../identifier.ts';
import { insertServer } from '../new-server.ts';
import { deleteServer, readManagedServers, renameServer } from '../server-rows.ts';
import { revokeTokensOf } from '../token-rows.ts';
import { readVaults } from '../vault-rows.ts';
import { type Change, type Changed, change, type Office, read } from './change.ts';
import { type CredentialsFile, newCredentialsFile } from './credentials-file.ts';
import { findServer, writtenServer } from './server.ts';

export const serverManagement = (office: Office): Management['servers'] => ({
  list: () => read(office, readManagedServers),
  create: async (order) => {
    const id = newServerId();
    // INVARIANT: no credentials leave before the server's rows are committed; those of a refused one are dropped unseen.
    const credentials = await newCredentialsFile(office.authority, id);
    return change(office, (changing) => create(office, changing, order, { id, credentials }));
  },
  rename: (id, name) => change(office, (changing) => rename(changing, id, name)),
  delete: (id) => change(office, (changing) => remove(changing, id)),
});

interface NewServer {
  readonly id: string;
  readonly credentials: CredentialsFile;
}

async function create(
  { builtIn }: Office,
  changing: Change,
  { name, grants, fixed }: ServerOrder,
  { id, credentials }: NewServer,
): Changed<CreatedServer> {
  const { trx, at, record } = changing;
  const refused =
    refuseActor(changing, null) ??
    refuseName('server', name) ??
    refuseGrants({ name, grants }, await readVaults(trx), builtIn);
  if (refused !== undefined) return err(refused);
  const stored = grants.map(({ vaultId, access }) => ({ vaultId: foldAscii(vaultId), access }));
  const server: ManagedServer = {
    id,
    name,
    grants: stored,
    fixedVaults: fixed ? stored.map(({ vaultId }) => vaultId) : null,
    createdAt: at,
    tokensVersion: 1,
  };
  await insertServer(trx, server, credentials);
  await record('server.create', { server: id });
  return ok({ server: await writtenServer(changing, id), credentials: credentials.text });
}

function refuseGrants(
  { name, grants }: Pick<ServerOrder, 'name' | 'grants'>,
  vaults: readonly Vault[],
  builtIn: BuiltInRule,
): Failure | undefined {
  for (const [index, { vaultId }] of grants.entries()) {
    const first = grants.findIndex((grant) => sameId(grant.vaultId, vaultId));
    if (first < index)
      return { code: 'VAULT_REPEATED', vault: vaultId, line: index + 1, firstLine: first + 1 };
    const refused = refuseGrant({ name, fixedVaults: null }, vaultId, { vaults, builtIn });
    if (refused !== undefined) return refused;
  }
  return undefined;
}

async function rename(changing: Change, asked: string, name: string): Changed<ManagedServer> {
  const refused = refuseActor(changing, asked) ?? refuseName('server', name);
  if (refused !== undefined) return err(refused);
  const server = await findServer(changing, asked);
  if (!server.ok) return server;
  const { id } = server.value;
  await renameServer(changing.trx, id, name);
  await changing.record('server.rename', { server: id });
  return ok(await writtenServer(changing, id));
}

/** With its credentials file and its tokens. Those of leases are ended by that, too: the reaper finds them gone, and settles. */
async function remove(changing: Change, asked: string): Changed<'deleted' | 'absent'> {
  const refused = refuseActor(changing, asked);
  if (refused !== undefined) return err(refused);
  const server = await findServer(changing, asked);
  if (!server.ok) return ok('absent');
  const { id } = server.value;
  const { trx, at, record } = changing;
  await revokeTokensOf(trx, id, at);
  await deleteServer(trx, id, at);
  await record('server.delete', { server: id });
  return ok('deleted');
}
