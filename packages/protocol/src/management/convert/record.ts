import type { HeldLease, Instant, LeaseChoice } from '@connect-token/core';
import type * as z from 'zod';
import type { leaseEndJson, leaseJson } from '../record.ts';
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
  end_reason: lease.endReason,
  ended_at: formatMaybe(lease.endedAt),
  attempts: lease.attempts,
  next_try_at: formatMaybe(lease.nextTryAt),
  stuck_at: formatMaybe(lease.stuckAt),
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
  endReason: json.end_reason,
  endedAt: parseMaybe(json.ended_at),
  attempts: json.attempts,
  nextTryAt: parseMaybe(json.next_try_at),
  stuckAt: parseMaybe(json.stuck_at),
});

const formatMaybe = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));

const parseMaybe = (text: string | null): Instant | null => (text === null ? null : parseInstant(text));

type LeaseEndJson = z.infer<typeof leaseEndJson>;

export function formatLeaseEnd(which: LeaseChoice, reason: string): LeaseEndJson {
  switch (which.by) {
    case 'lease':
      return { which: { by: 'lease', lease_id: which.leaseId }, reason };
    case 'run':
      return { which: { by: 'run', run_id: which.runId }, reason };
    case 'repository':
      return { which: { by: 'repository', repository_id: which.repositoryId }, reason };
    case 'all':
      return { which: { by: 'all' }, reason };
  }
}

export function parseLeaseChoice({ which }: LeaseEndJson): LeaseChoice {
  switch (which.by) {
    case 'lease':
      return { by: 'lease', leaseId: which.lease_id };
    case 'run':
      return { by: 'run', runId: which.run_id };
    case 'repository':
      return { by: 'repository', repositoryId: which.repository_id };
    case 'all':
      return { by: 'all' };
  }
}
