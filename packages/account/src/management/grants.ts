import {
  err,
  foldAscii,
  grantOf,
  hasGrant,
  type ManagedServer,
  type Management,
  ok,
  refuseActor,
  refuseGrant,
  sameId,
  type VaultGrant,
} from '@connect-token/core';
import { deleteGrant, putGrant } from '../grant-rows.ts';
import { readActiveTokens } from '../token-rows.ts';
import { readVaults } from '../vault-rows.ts';
import { refuseAdmission } from './admission.ts';
import { type Change, type Changed, change, type Office } from './change.ts';
import { findServer, writtenServer } from './server.ts';

export const grantManagement = (office: Office): Management['grants'] => ({
  grant: (serverId, asked) => change(office, (changing) => grant(office, changing, serverId, asked)),
  revoke: (serverId, vaultId) => change(office, (changing) => revoke(changing, serverId, vaultId)),
});

async function grant(
  office: Office,
  changing: Change,
  serverId: string,
  asked: VaultGrant,
): Changed<ManagedServer> {
  const refused = refuseActor(changing, serverId);
  if (refused !== undefined) return err(refused);
  const found = await findServer(changing, serverId);
  if (!found.ok) return found;
  const server = found.value;
  const { trx, record } = changing;
  const { builtIn } = office;
  const forbidden = refuseGrant(server, asked.vaultId, { vaults: await readVaults(trx), builtIn });
  if (forbidden !== undefined) return err(forbidden);
  if (hasGrant(server, asked)) return ok(server);
  const stored = { vaultId: foldAscii(asked.vaultId), access: asked.access };

  const tokens = await readActiveTokens(trx, server.id);
  const exhausted = await refuseAdmission(office, changing, {
    kind: 'vault.grant',
    server,
    grant: stored,
    tokens,
  });
  if (exhausted !== undefined) return err(exhausted);

  await putGrant(trx, server.id, stored);
  await record('vault.grant', { server: server.id, vault: stored.vaultId }, { access: stored.access });
  return ok(await writtenServer(changing, server.id));
}

/** What shrinks access is asked for no credits, and is possible whatever the vault has become. */
async function revoke(changing: Change, serverId: string, vaultId: string): Changed<ManagedServer> {
  const refused = refuseActor(changing, serverId);
  if (refused !== undefined) return err(refused);
  const server = await findServer(changing, serverId);
  if (!server.ok) return server;
  const { trx, record } = changing;
  const { id } = server.value;
  const vault = (await readVaults(trx)).find((known) => sameId(known.id, vaultId));
  if (vault === undefined) return err({ code: 'VAULT_UNKNOWN', vault: vaultId, nearest: null });
  if (grantOf(server.value, vault.id) === undefined) return server;
  await deleteGrant(trx, id, vault.id);
  await record('vault.revoke', { server: id, vault: vault.id });
  return ok(await writtenServer(changing, id));
}
