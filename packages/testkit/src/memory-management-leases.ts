import type { HeldLease, Lease } from '@connect-token/core';
import type { MemoryLeaseStore } from './memory-lease-store/memory-lease-store.ts';

/** Who holds what, or may, oldest first. */
export const heldLeases = (leases: MemoryLeaseStore): readonly HeldLease[] =>
  leases.openLeases().map(heldLease);

function heldLease({ vaults, job, ...lease }: Lease): HeldLease {
  const { id, state, serverId, rule, tokenId, createdAt, expiresAt } = lease;
  return {
    id,
    state,
    serverId,
    vaultIds: vaults.map(({ vaultId }) => vaultId),
    repositoryId: job?.repositoryId ?? null,
    runId: job?.runId ?? null,
    runAttempt: job?.runAttempt ?? null,
    rule,
    tokenId,
    createdAt,
    expiresAt,
  };
}
