import {
  type CallFailure,
  type EndedLeases,
  err,
  type HeldLease,
  type Lease,
  type LeaseChoice,
  type Management,
  ok,
  type Result,
  refuseActor,
  refuseEnding,
  refuseNote,
} from '@connect-token/core';
import {
  endManaged,
  findLease,
  openLeases,
  type Schema,
  serversOf,
  settleManaged,
} from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { revokeToken } from '../token-rows.ts';
import { type Change, type Changed, change, type Office, read } from './change.ts';

export const leaseManagement = (office: Office): Management['leases'] => ({
  list: () => read(office, readHeldLeases),
  end: (which, note) => endLeases(office, which, note),
});

/** Who holds what, or may, oldest first. */
const readHeldLeases = async (trx: Transaction<Schema>): Promise<readonly HeldLease[]> =>
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
    endReason: lease.endReason,
    endedAt: lease.endedAt,
    attempts: lease.attempts,
    nextTryAt: lease.nextTryAt,
    stuckAt: lease.stuckAt,
  };
}

/** Leases of one transaction: everybody else waits for it. */
const PAGE = 200;

async function endLeases(
  office: Office,
  which: LeaseChoice,
  note: string,
): Promise<Result<EndedLeases, CallFailure>> {
  let sum: EndedLeases = { ended: 0, revoked: 0 };
  for (;;) {
    const page = await change(office, (changing) => endPage(changing, which, note), 'ending');
    // What earlier pages ended stays ended: nobody can say that nothing was done.
    if (!page.ok) return sum.ended === 0 ? page : err({ ...page.error, effect: 'unknown' });
    sum = { ended: sum.ended + page.value.ended, revoked: sum.revoked + page.value.revoked };
    if (page.value.ended < PAGE) return ok(sum);
  }
}

/**
 * The leases and their tokens in one transaction: here the account is the control plane, and its rows are the proof. A lease whose token
 * is still being made stays revoking: its mint finds it ended, or else the reaper finds the token by its name.
 */
async function endPage(changing: Change, which: LeaseChoice, note: string): Changed<EndedLeases> {
  const { trx, at, record } = changing;
  const invalid = refuseNote(note);
  if (invalid !== undefined) return err(invalid);
  if (which.by === 'lease') {
    const lease = await findLease(trx, { by: 'id', leaseId: which.leaseId });
    const refused = refuseActor(changing, lease?.serverId ?? null);
    if (refused !== undefined) return err(refused);
    if (lease === undefined) return err({ code: 'LEASE_UNKNOWN', lease: which.leaseId });
  }
  const refused = refuseEnding(changing, await serversOf(trx, which));
  if (refused !== undefined) return err(refused);

  const ended = await endManaged(trx, which, { at, note, limit: PAGE });
  let revoked = 0;
  for (const { id, tokenId } of ended) {
    if (tokenId === null) continue;
    await revokeToken(trx, tokenId, at);
    if (await settleManaged(trx, id, at)) revoked += 1;
  }
  if (ended.length > 0) await record('lease.end', subjectOf(which), { note, ended: ended.length });
  return ok({ ended: ended.length, revoked });
}

function subjectOf(which: LeaseChoice): Readonly<Record<string, string>> {
  switch (which.by) {
    case 'lease':
      return { lease: which.leaseId };
    case 'run':
      return { run: which.runId };
    case 'repository':
      return { repository: which.repositoryId };
    case 'all':
      return {};
  }
}
