import { type ManagedServer, type ManagedVault, plain } from '@connect-token/core';
import { nameById } from './name-by-id.ts';
import { formatTable } from './table.ts';
import { formatTime } from './time.ts';

/** A deleted server isn't listed, so what is listed is active. */
const STATE = 'ACTIVE';

/** The fields of `op connect server list --format json`. `creator_id` is empty: who made a server stands in the audit trail. */
export const serverRecord = ({ id, name, createdAt, tokensVersion }: ManagedServer) => ({
  id,
  name,
  state: STATE,
  created_at: formatTime(createdAt),
  creator_id: '',
  tokens_version: tokensVersion,
});

export const serverTable = (servers: readonly ManagedServer[], colour: boolean): string =>
  formatTable(
    ['ID', 'NAME', 'STATE'],
    servers.map(({ id, name }) => [id, name, STATE]),
    colour,
  );

export function serverDetails(server: ManagedServer, vaults: readonly ManagedVault[]): string {
  const { id, name, createdAt, fixedVaults, grants, tokensVersion } = server;
  const nameOf = nameById(vaults);
  const lines = [
    ['ID:', id],
    ['Name:', name],
    ['State:', STATE],
    ['Created:', formatTime(createdAt)],
    ['Tokens version:', String(tokensVersion)],
    ['Vaults:', fixedVaults === null ? String(grants.length) : `${grants.length}, of a fixed set`],
    ...grants.map(({ vaultId, access }) => ['', `${nameOf(vaultId) ?? '?'} (${vaultId}), ${access}`]),
  ];
  return lines.map(([label = '', text = '']) => `${label.padEnd(15)}  ${plain(text)}\n`).join('');
}
