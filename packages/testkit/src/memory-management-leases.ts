import { type HeldLease, instant, isNonEmpty, type Lease, type LeaseStore } from '@connect-token/core';

const END_OF_TIME = instant(Number.MAX_SAFE_INTEGER);

/** Once time is over every lease is due that hasn't ended: those are the ones that hold something. */
export const heldLeases = async (leases: LeaseStore): Promise<readonly HeldLease[]> =>
  (await leases.due(END_OF_TIME, Number.MAX_SAFE_INTEGER, null)).map(heldLease);

function heldLease({ vaults, job, ...lease }: Lease): HeldLease {
  const vaultIds = vaults.map(({ vaultId }) => vaultId);
  if (!isNonEmpty(vaultIds)) throw new Error('invariant: a lease reaches a vault');
  const { id, state, serverId, rule, tokenId, createdAt, expiresAt } = lease;
  const { repositoryId, runId, runAttempt } = job;
  return {
    id,
    state,
    serverId,
    vaultIds,
    repositoryId,
    runId,
    runAttempt,
    rule,
    tokenId,
    createdAt,
    expiresAt,
  };
}
