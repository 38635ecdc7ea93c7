import {
  type AuditSubject,
  type EndedLeases,
  type EventStamp,
  err,
  type HeldLease,
  type Lease,
  type LeaseChoice,
  refuseActor,
  refuseEnding,
  refuseNote,
} from '@connect-token/core';
import type { MemoryLeaseStore } from './memory-lease-store/memory-lease-store.ts';
import { isOfGroup } from './memory-lease-store/row.ts';
import {
  type AccountState,
  changed,
  type Moment,
  type Outcome,
  unchanged,
} from './memory-management-state.ts';
import { deleteLeaseToken } from './memory-management-tokens.ts';

/** Who holds what, or may, oldest first. */
export const heldLeases = (leases: MemoryLeaseStore): readonly HeldLease[] =>
  leases.holdingLeases().map(heldLease);

function heldLease({ vaults, job, ...lease }: Lease): HeldLease {
  const { key: _key, policyHash: _hash, tokenName: _name, ...rest } = lease;
  const { sendDeadline: _deadline, absentAt: _absent, epoch: _epoch, ...held } = rest;
  return {
    ...held,
    vaultIds: vaults.map(({ vaultId }) => vaultId),
    repositoryId: job?.repositoryId ?? null,
    runId: job?.runId ?? null,
    runAttempt: job?.runAttempt ?? null,
  };
}

/** What a person chose, as it is found: what is open of it, and with one lease, that one in whatever state. */
export interface Chosen {
  readonly which: LeaseChoice;
  readonly note: string;
  readonly lease: Lease | undefined;
  readonly open: readonly Lease[];
}

export async function choose(leases: MemoryLeaseStore, which: LeaseChoice, note: string): Promise<Chosen> {
  const lease = which.by === 'lease' ? await leases.find({ by: 'id', leaseId: which.leaseId }) : undefined;
  const open = leases.holdingLeases().filter((each) => each.state !== 'revoking' && isOfGroup(each, which));
  return { which, note, lease, open };
}

/** The account's side of it: who may, and the tokens. */
export function endTokens(
  state: AccountState,
  { which, note, lease, open }: Chosen,
  { actor }: Moment,
): Outcome<null> {
  const asker = { actor, world: state };
  const refused =
    refuseNote(note) ?? (which.by === 'lease' ? refuseActor(asker, lease?.serverId ?? null) : undefined);
  if (refused !== undefined) return err(refused);
  if (which.by === 'lease' && lease === undefined)
    return err({ code: 'LEASE_UNKNOWN', lease: which.leaseId });
  const forbidden = refuseEnding(
    asker,
    open.map(({ serverId }) => serverId),
  );
  if (forbidden !== undefined) return err(forbidden);
  if (open.length === 0) return unchanged(state, null);
  let after = state;
  for (const { tokenId } of open) {
    const deleted = deleteLeaseToken(after, tokenId ?? '');
    if (deleted.ok) after = deleted.value.state;
  }
  return changed(after, null, 'lease.end', subjectOf(which), { note, ended: open.length });
}

/** The leases' side of it. */
export async function endChosen(
  leases: MemoryLeaseStore,
  { which, note, open }: Chosen,
  stamp: EventStamp,
): Promise<EndedLeases> {
  const how = { reason: 'operator', limit: open.length, over: null, note } as const;
  const ended = await leases.endAll(which, how, () => stamp);
  const made = ended.filter(({ tokenId }) => tokenId !== null);
  for (const { id } of made) await leases.settle(id, stamp);
  return { ended: ended.length, revoked: made.length };
}

function subjectOf(which: LeaseChoice): AuditSubject {
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
