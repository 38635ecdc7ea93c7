import type {
  AuditDetail,
  EndOutcome,
  EndReason,
  EventStamp,
  Lease,
  LeaseSelector,
  LeaseState,
  TombstoneRule,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { findLease, move } from './lease.ts';
import type { Step } from './step.ts';
import type { StepAsk } from './steps-together.ts';
import { bury, keyLock } from './tombstone.ts';

/** intent or active → revoking; the look-up, the change and the tombstone are one transaction, so no mint fits in between. */
export async function end(
  trx: Transaction<Schema>,
  which: LeaseSelector,
  reason: EndReason,
  tombstone: TombstoneRule,
  stamp: EventStamp,
): Promise<EndOutcome> {
  if (which.by === 'key') await lockInTransaction(trx, keyLock(which.key));
  const lease = await findLease(trx, which);
  if (lease === undefined) {
    return { kind: which.by === 'key' ? await bury(trx, which.key, tombstone, stamp.at) : 'unknown' };
  }
  const moved = await move(trx, lease.id, endStep(reason, stamp), stamp, endDetail(reason, lease.state));
  return moved === undefined ? { kind: 'already', lease } : { kind: 'ended', lease: moved };
}

/** The same of a lease that is there: it needs no lock, because its mint's intent has been committed. */
export const endAsk = (which: LeaseSelector, reason: EndReason, stamp: EventStamp): StepAsk => ({
  which,
  step: endStep(reason, stamp),
  stamp,
  detailOf: (lease) => endDetail(reason, openStateOf(lease)),
});

const endStep = (reason: EndReason, { at }: EventStamp): Step => ({
  state: 'revoking',
  end_reason: reason,
  ended_at: at,
});

const endDetail = (reason: EndReason, from: LeaseState): AuditDetail => ({ reason, from });

/** Of a lease that can be ended: the table knows a token of an active one, and of no intent. */
const openStateOf = ({ tokenId }: Pick<Lease, 'tokenId'>): LeaseState =>
  tokenId === null ? 'intent' : 'active';

/** intent → failed, or revoking → revoked where an end came first. A lease whose token is known has made one: it isn't touched. */
export async function abandon(
  trx: Transaction<Schema>,
  leaseId: string,
  stamp: EventStamp,
): Promise<boolean> {
  const lease = await findLease(trx, { by: 'id', leaseId });
  if (lease === undefined || lease.tokenId !== null) return false;
  const failed = { state: 'failed', end_reason: 'abandoned', ended_at: stamp.at } as const;
  const moved =
    lease.state === 'intent'
      ? await move(trx, leaseId, failed, stamp, {})
      : await move(trx, leaseId, { state: 'revoked' }, stamp, { nothing_created: true });
  return moved !== undefined;
}
