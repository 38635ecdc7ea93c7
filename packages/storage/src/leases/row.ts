import { instant, type Lease, type LeaseIntent, type TokenVault } from '@connect-token/core';
import type { Insertable, Selectable } from 'kysely';
import type { LeaseTable } from '../schema/lease.ts';

export const toRow = ({ lease }: LeaseIntent): Insertable<LeaseTable> => ({
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
  vaults: JSON.stringify(lease.vaults.map(({ vaultId, access }) => ({ vaultId, access }))),
  credits: lease.vaults.length,
  rule: lease.rule,
  policy_hash: lease.policyHash,
  created_at: lease.createdAt,
  expires_at: lease.expiresAt,
  send_deadline: lease.sendDeadline,
  token_id: null,
  token_sha256: null,
  end_reason: null,
  ended_at: null,
});

export const toLease = (row: Selectable<LeaseTable>): Lease => ({
  id: row.id,
  state: row.state,
  tokenName: row.token_name,
  key: row.key,
  job: {
    issuer: row.issuer,
    repositoryId: row.repository_id,
    runId: row.run_id,
    runAttempt: row.run_attempt,
    checkRunId: row.check_run_id,
  },
  serverId: row.server_id,
  // Written by `toRow` only, and checked by the table to be an array.
  vaults: JSON.parse(row.vaults) as readonly TokenVault[],
  rule: row.rule,
  policyHash: row.policy_hash,
  createdAt: instant(row.created_at),
  expiresAt: instant(row.expires_at),
  sendDeadline: instant(row.send_deadline),
  tokenId: row.token_id,
  endReason: row.end_reason,
  endedAt: row.ended_at === null ? null : instant(row.ended_at),
});
