import { type Instant, instant, type ManagedServer, type Server, type VaultGrant } from '@connect-token/core';
import { prepared, type Schema } from '@connect-token/storage';
import { type Selectable, sql, type Transaction } from 'kysely';
import { groupBy } from './group-by.ts';

/** Written into the statement and not bound to it: it is the same each time. */
const ACTIVE = sql.lit('ACTIVE' as const);

/** One row for each grant, and one without for a server that has none. */
interface ServerRow extends Pick<Server, 'id' | 'name'> {
  readonly vaultId: string | null;
  readonly access: VaultGrant['access'] | null;
}

const serverRows = (trx: Transaction<Schema>) =>
  trx
    .selectFrom('server')
    .leftJoin('vault_grant', 'vault_grant.server_id', 'server.id')
    .select(['server.id', 'server.name', 'vault_grant.vault_id as vaultId', 'vault_grant.access'])
    .where('server.state', '=', ACTIVE);

const SERVERS = prepared<object, ServerRow>((trx) =>
  serverRows(trx).orderBy('server.name').orderBy('server.id').orderBy('vault_grant.vault_id'),
);

/** By name; a deleted server is none. */
export async function readServers(trx: Transaction<Schema>): Promise<readonly Server[]> {
  return serversOf((await trx.executeQuery(SERVERS(trx, {}))).rows);
}

const SERVER = prepared<{ readonly id: string }, ServerRow>((trx, bind) =>
  serverRows(trx).where('server.id', '=', bind('id')).orderBy('vault_grant.vault_id'),
);

/** By its id in upper case. */
export async function readServer(trx: Transaction<Schema>, id: string): Promise<Server | undefined> {
  return serversOf((await trx.executeQuery(SERVER(trx, { id }))).rows)[0];
}

/** Of rows that stand together for each server. */
const serversOf = (rows: readonly ServerRow[]): readonly Server[] =>
  [...groupBy(rows, ({ id }) => id)].map(([id, its]) => ({
    id,
    name: its[0]?.name ?? '',
    grants: its.flatMap(({ vaultId, access }) =>
      vaultId === null || access === null ? [] : [{ vaultId, access }],
    ),
  }));

/** As its managers see them, by name. */
export async function readManagedServers(trx: Transaction<Schema>): Promise<readonly ManagedServer[]> {
  const servers = await trx
    .selectFrom('server')
    .selectAll()
    .where('state', '=', ACTIVE)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const grantsOf = await readGrants(trx);
  const fixed = await trx.selectFrom('server_fixed_vault').selectAll().orderBy('vault_id').execute();
  const fixedOf = groupBy(fixed, ({ server_id }) => server_id);
  return servers.map((server) => managedServer(server, grantsOf(server.id), fixedOf.get(server.id) ?? []));
}

/** By its id in upper case. */
export async function readManagedServer(
  trx: Transaction<Schema>,
  id: string,
): Promise<ManagedServer | undefined> {
  const server = await trx
    .selectFrom('server')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', ACTIVE)
    .executeTakeFirst();
  if (server === undefined) return undefined;
  const fixed = await trx
    .selectFrom('server_fixed_vault')
    .select('vault_id')
    .where('server_id', '=', id)
    .orderBy('vault_id')
    .execute();
  return managedServer(server, await readGrantsOf(trx, id), fixed);
}

const managedServer = (
  { id, name, created_at, tokens_version, fixed }: Selectable<Schema['server']>,
  grants: readonly VaultGrant[],
  vaults: readonly { readonly vault_id: string }[],
): ManagedServer => ({
  id,
  name,
  grants,
  fixedVaults: fixed === 1 ? vaults.map(({ vault_id }) => vault_id) : null,
  createdAt: instant(created_at),
  tokensVersion: tokens_version,
});

const GRANTS = prepared<object, VaultGrant & { readonly server_id: string }>((trx) =>
  trx.selectFrom('vault_grant').select(['server_id', 'vault_id as vaultId', 'access']).orderBy('vault_id'),
);

async function readGrants(trx: Transaction<Schema>): Promise<(serverId: string) => readonly VaultGrant[]> {
  const { rows } = await trx.executeQuery(GRANTS(trx, {}));
  const grantsOf = groupBy(rows, ({ server_id }) => server_id);
  return (serverId) => (grantsOf.get(serverId) ?? []).map(grantOf);
}

const GRANTS_OF = prepared<{ readonly serverId: string }, VaultGrant>((trx, bind) =>
  trx
    .selectFrom('vault_grant')
    .select(['vault_id as vaultId', 'access'])
    .where('server_id', '=', bind('serverId'))
    .orderBy('vault_id'),
);

async function readGrantsOf(trx: Transaction<Schema>, serverId: string): Promise<readonly VaultGrant[]> {
  const { rows } = await trx.executeQuery(GRANTS_OF(trx, { serverId }));
  return rows.map(grantOf);
}

const grantOf = ({ vaultId, access }: VaultGrant): VaultGrant => ({ vaultId, access });

export async function renameServer(trx: Transaction<Schema>, id: string, name: string): Promise<void> {
  await trx.updateTable('server').set({ name }).where('id', '=', id).execute();
}

/** Its row stays, because its tokens' rows do; what it could reach, and who managed it, goes. */
export async function deleteServer(trx: Transaction<Schema>, id: string, at: Instant): Promise<void> {
  await trx.updateTable('server').set({ state: 'DELETED' }).where('id', '=', id).execute();
  for (const table of ['vault_grant', 'server_fixed_vault', 'server_manager'] as const)
    await trx.deleteFrom(table).where('server_id', '=', id).execute();
  await trx.updateTable('credentials_file').set({ ended_at: at }).where('server_id', '=', id).execute();
}
