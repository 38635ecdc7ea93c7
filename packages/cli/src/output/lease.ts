import type { HeldLease, Instant, ManagedServer } from '@connect-token/core';
import { nameById } from './name-by-id.ts';
import { type Cell, formatTable } from './table.ts';
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
  end_reason: lease.endReason,
  ended_at: lease.endedAt === null ? null : formatTime(lease.endedAt),
  attempts: lease.attempts,
  next_try_at: lease.nextTryAt === null ? null : formatTime(lease.nextTryAt),
  stuck_at: lease.stuckAt === null ? null : formatTime(lease.stuckAt),
});

/** The last three are of leases that are revoking. */
const HEADS = [
  'ID',
  'STATE',
  'SERVER',
  'VAULTS',
  'REPOSITORY ID',
  'RUN',
  'RULE',
  'EXPIRES',
  'ENDED BY',
  'TRIES',
  'NEXT TRY',
] as const;

const stateOf = ({ state, stuckAt }: HeldLease): Cell =>
  stuckAt === null ? state : { text: 'stuck', style: 'red' };

export function leaseTable(
  leases: readonly HeldLease[],
  servers: readonly ManagedServer[],
  now: Instant,
  colour: boolean,
): string {
  const nameOf = nameById(servers);
  return formatTable(
    HEADS,
    leases.map((lease) => [
      lease.id,
      stateOf(lease),
      nameOf(lease.serverId) ?? lease.serverId,
      String(lease.vaultIds.length),
      lease.repositoryId ?? UNKNOWN,
      lease.runId === null ? UNKNOWN : `${lease.runId}/${lease.runAttempt}`,
      lease.rule ?? UNKNOWN,
      formatExpiry(lease.expiresAt, now),
      lease.endReason ?? '',
      lease.state === 'revoking' ? String(lease.attempts) : '',
      lease.nextTryAt === null ? '' : formatExpiry(lease.nextTryAt, now),
    ]),
    colour,
  );
}
