import { type HeldLease, isNonEmpty, type Lease } from '@connect-token/core';
import { openLeases, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** Who holds what, or may, oldest first. */
export const readHeldLeases = async (trx: Transaction<Schema>): Promise<readonly HeldLease[]> =>
  (await openLeases(trx)).map(heldLease);

function heldLease({ vaults, job, ...lease }: Lease): HeldLease {
  const vaultIds = vaults.map(({ vaultId }) => vaultId);
  if (!isNonEmpty(vaultIds)) throw new Error('invariant: a lease of no vault');
  return {
    id: lease.id,
    state: lease.state,
    serverId: lease.serverId,
    vaultIds,
    repositoryId: job.repositoryId,
    runId: job.runId,
    runAttempt: job.runAttempt,
    rule: lease.rule,
    tokenId: lease.tokenId,
    createdAt: lease.createdAt,
    expiresAt: lease.expiresAt,
  };
}
