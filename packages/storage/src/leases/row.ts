import {
  type Instant,
  instant,
  type Job,
  type Lease,
  type LeaseIntent,
  type Orphan,
  type RunAttempt,
  type TokenVault,
} from '@connect-token/core';
import type { Insertable, Selectable } from 'kysely';
import type { LeaseTable } from '../schema/lease.ts';

export const toRow = ({ lease }: LeaseIntent) => ({
  id: lease.id,
  state: 'intent',
  token_name: lease.tokenName,
  key: lease.key,
  issuer: lease.job.issuer,
  repository_id: lease.job.repositoryId,
  run_id: lease.job.runId,
  run_attempt: lease.job.runAttempt,
  check_run_id: lease.job.checkRunId,
  server_id: lease.serverId,
  vaults: vaultsText(lease.vaults),
  credits: lease.vaults.length,
  rule: lease.rule,
  policy_hash: lease.policyHash,
  created_at: lease.createdAt,
  expires_at: lease.expiresAt,
  send_deadline: lease.sendDeadline,
});

/** The lease that its row is. */
export const toNewLease = ({ lease }: LeaseIntent): Lease => ({
  id: lease.id,
  state: 'intent',
  tokenName: lease.tokenName,
  key: lease.key,
  job: lease.job,
  serverId: lease.serverId,
  vaults: lease.vaults.map(({ vaultId, access }) => ({ vaultId, access })),
  rule: lease.rule,
  policyHash: lease.policyHash,
  createdAt: lease.createdAt,
  expiresAt: lease.expiresAt,
  sendDeadline: lease.sendDeadline,
  tokenId: null,
  endReason: null,
  endedAt: null,
  attempts: 0,
  nextTryAt: null,
  absentAt: null,
  stuckAt: null,
  epoch: 0,
});

/** A lease that begins at its end: a token of ours is there, and its lease isn't. */
export const toOrphanRow = (orphan: Orphan, at: Instant): Insertable<LeaseTable> => ({
  id: orphan.leaseId,
  state: 'revoking',
  token_name: orphan.tokenName,
  server_id: orphan.serverId,
  vaults: vaultsText(orphan.vaults),
  credits: orphan.vaults.length,
  created_at: at,
  // Nothing is made of it any more, so that only how long it is kept depends on this.
  expires_at: orphan.expiresAt ?? at,
  send_deadline: at,
  token_id: orphan.tokenId,
  end_reason: 'orphan',
  ended_at: at,
});

/** What a look for one vault among the leases relies on: `"vaultId":"…"`, and nothing else of that form. */
const vaultsText = (vaults: readonly TokenVault[]): string =>
  JSON.stringify(vaults.map(({ vaultId, access }) => ({ vaultId, access })));

export const toLease = (row: Selectable<LeaseTable>): Lease => ({
  id: row.id,
  state: row.state,
  tokenName: row.token_name,
  key: row.key,
  job: toJob(row),
  serverId: row.server_id,
  // Written by this file only, and checked by the table to be an array.
  vaults: JSON.parse(row.vaults) as readonly TokenVault[],
  rule: row.rule,
  policyHash: row.policy_hash,
  createdAt: instant(row.created_at),
  expiresAt: instant(row.expires_at),
  sendDeadline: instant(row.send_deadline),
  tokenId: row.token_id,
  endReason: row.end_reason,
  endedAt: toInstant(row.ended_at),
  attempts: row.attempts,
  nextTryAt: toInstant(row.next_try_at),
  absentAt: toInstant(row.absent_at),
  stuckAt: toInstant(row.stuck_at),
  epoch: row.epoch,
});

/** Its columns are missing together or not at all: the table checks it. */
function toJob(row: Selectable<LeaseTable>): Job | null {
  const attempt = toRunAttempt(row);
  return attempt && { ...attempt, checkRunId: row.check_run_id };
}

export type RunAttemptRow = Pick<
  Selectable<LeaseTable>,
  'issuer' | 'repository_id' | 'run_id' | 'run_attempt'
>;

export function toRunAttempt(row: RunAttemptRow): RunAttempt | null {
  const { issuer, repository_id: repositoryId, run_id: runId, run_attempt: runAttempt } = row;
  if (issuer === null || repositoryId === null || runId === null || runAttempt === null) return null;
  return { issuer, repositoryId, runId, runAttempt };
}

export const toInstant = (ms: number | null): Instant | null => (ms === null ? null : instant(ms));
