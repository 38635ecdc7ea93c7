import type { HeldLease, Instant, ManagedServer } from '@connect-token/core';
import { nameById } from './name-by-id.ts';
import { formatTable } from './table.ts';
import { formatExpiry, formatTime } from './time.ts';

/** An orphan's: a token of ours whose lease nobody knows any more. */
const UNKNOWN = '-';

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

export function leaseTable(
  leases: readonly HeldLease[],
  servers: readonly ManagedServer[],
  now: Instant,
  colour: boolean,
): string {
  const nameOf = nameById(servers);
  return formatTable(
    ['ID', 'STATE', 'SERVER', 'VAULTS', 'REPOSITORY ID', 'RUN', 'RULE', 'EXPIRES'],
    leases.map((lease) => [
      lease.id,
      lease.state,
      nameOf(lease.serverId) ?? lease.serverId,
      String(lease.vaultIds.length),
      lease.repositoryId ?? UNKNOWN,
      lease.runId === null ? UNKNOWN : `${lease.runId}/${lease.runAttempt}`,
      lease.rule ?? UNKNOWN,
      formatExpiry(lease.expiresAt, now),
    ]),
    colour,
  );
}
