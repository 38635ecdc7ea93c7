import type { HeldLease, Lease } from '@connect-token/core';
import { openLeases, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** Who holds what, or may, oldest first. */
export const readHeldLeases = async (trx: Transaction<Schema>): Promise<readonly HeldLease[]> =>
  (await openLeases(trx)).map(heldLease);

function heldLease({ vaults, job, ...lease }: Lease): HeldLease {
  return {
    id: lease.id,
    state: lease.state,
    serverId: lease.serverId,
    vaultIds: vaults.map(({ vaultId }) => vaultId),
    repositoryId: job?.repositoryId ?? null,
    runId: job?.runId ?? null,
    runAttempt: job?.runAttempt ?? null,
    rule: lease.rule,
    tokenId: lease.tokenId,
    createdAt: lease.createdAt,
    expiresAt: lease.expiresAt,
  };
}
