import type { HeldLease } from '@connect-token/core';
import type * as z from 'zod';
import type { leaseJson } from '../record.ts';
import { formatInstant, parseInstant } from './instant.ts';

export const formatLease = (lease: HeldLease): z.infer<typeof leaseJson> => ({
  id: lease.id,
  state: lease.state,
  server_id: lease.serverId,
  vault_ids: [...lease.vaultIds],
  repository_id: lease.repositoryId,
  run_id: lease.runId,
  run_attempt: lease.runAttempt,
  rule: lease.rule,
  token_id: lease.tokenId,
  created_at: formatInstant(lease.createdAt),
  expires_at: formatInstant(lease.expiresAt),
});

export const parseLease = (json: z.infer<typeof leaseJson>): HeldLease => ({
  id: json.id,
  state: json.state,
  serverId: json.server_id,
  vaultIds: json.vault_ids,
  repositoryId: json.repository_id,
  runId: json.run_id,
  runAttempt: json.run_attempt,
  rule: json.rule,
  tokenId: json.token_id,
  createdAt: parseInstant(json.created_at),
  expiresAt: parseInstant(json.expires_at),
});
