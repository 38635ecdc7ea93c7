import { type HeldLease, type Instant, type ManagedServer, sameId } from '@connect-token/core';
import { formatTable } from './table.ts';
import { formatExpiry, formatTime } from './time.ts';

export const leaseRecord = (lease: HeldLease) => ({
  id: lease.id,
  state: lease.state,
  server_id: lease.serverId,
  vault_ids: lease.vaultIds,
  repository_id: lease.repositoryId,
  run_id: lease.runId,
  run_attempt: lease.runAttempt,
  rule: lease.rule,
  token_id: lease.tokenId,
  created_at: formatTime(lease.createdAt),
  expires_at: formatTime(lease.expiresAt),
});

export const leaseTable = (
  leases: readonly HeldLease[],
  servers: readonly ManagedServer[],
  now: Instant,
  colour: boolean,
): string =>
  formatTable(
    ['ID', 'STATE', 'SERVER', 'VAULTS', 'REPOSITORY ID', 'RUN', 'RULE', 'EXPIRES'],
    leases.map((lease) => [
      lease.id,
      lease.state,
      servers.find(({ id }) => sameId(id, lease.serverId))?.name ?? lease.serverId,
      String(lease.vaultIds.length),
      lease.repositoryId,
      `${lease.runId}/${lease.runAttempt}`,
      lease.rule,
      formatExpiry(lease.expiresAt, now),
    ]),
    colour,
  );
