import type { EndOutcome, EndReason, EventStamp, LeaseSelector, TombstoneRule } from '@connect-token/core';
import type { Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { findLease, move } from './lease.ts';
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
  const change = { end_reason: reason, ended_at: stamp.at };
  const ended = await move(trx, lease.id, 'revoking', change, stamp, { reason, from: lease.state });
  return ended === undefined ? { kind: 'already', lease } : { kind: 'ended', lease: ended };
}

/** intent → failed, or revoking → revoked where an end came first. A lease whose token is known has made one: it isn't touched. */
export async function abandon(
  trx: Transaction<Schema>,
  leaseId: string,
  stamp: EventStamp,
): Promise<boolean> {
  const lease = await findLease(trx, { by: 'id', leaseId });
  if (lease === undefined || lease.tokenId !== null) return false;
  const change = { end_reason: 'abandoned', ended_at: stamp.at } as const;
  const moved =
    lease.state === 'intent'
      ? await move(trx, leaseId, 'failed', change, stamp, {})
      : await move(trx, leaseId, 'revoked', {}, stamp, { nothing_created: true });
  return moved !== undefined;
}
