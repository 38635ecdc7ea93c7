import {
  type EventStamp,
  err,
  type IntentRefusal,
  type Lease,
  type LeaseIntent,
  ok,
  type Result,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { CREDITS_LOCK, countsCredits, type ReadAdmission, refuseWithoutCredits } from './admission.ts';
import { intentEvent } from './audit.ts';
import { attemptLock } from './group.ts';
import { insertIntent } from './intent-rows.ts';
import { look, refusalOf } from './look.ts';
import { toNewLease } from './row.ts';
import { keyLock } from './tombstone.ts';
import { idTokenLock, insertUsed } from './used-id-token.ts';

/**
 * Every refusal comes before the first row is written, so a refused intent leaves nothing behind: the ID token isn't used up. What
 * doesn't need an earlier answer is asked at once: in PostgreSQL each wait is a turn of the network, with the locks held.
 */
export async function intend(
  trx: Transaction<Schema>,
  intent: LeaseIntent,
  stamp: EventStamp,
  readAdmission?: ReadAdmission,
): Promise<Result<Lease, IntentRefusal>> {
  const refusal = await refuseIntent(trx, intent, stamp, readAdmission);
  if (refusal !== undefined) return err(refusal);
  await insertIntent(trx, intent, intentEvent(stamp, intent));
  return ok(toNewLease(intent));
}

/** The same decision; all that is written is that the ID token has been used. */
export async function rehearse(
  trx: Transaction<Schema>,
  intent: LeaseIntent,
  stamp: EventStamp,
  readAdmission?: ReadAdmission,
): Promise<Result<true, IntentRefusal>> {
  const refusal = await refuseIntent(trx, intent, stamp, readAdmission);
  if (refusal !== undefined) return err(refusal);
  await insertUsed(trx, intent.idToken, stamp.id);
  return ok(true);
}

async function refuseIntent(
  trx: Transaction<Schema>,
  intent: LeaseIntent,
  stamp: EventStamp,
  readAdmission: ReadAdmission | undefined,
): Promise<IntentRefusal | undefined> {
  await lockInTransaction(trx, ...locksOf(intent));
  const [seen, exhausted] = await Promise.all([
    look(trx, intent, stamp.at),
    refuseWithoutCredits(trx, intent, stamp, readAdmission),
  ]);
  return refusalOf(seen) ?? exhausted;
}

/** What two intents can't both have, nor an intent and an end. */
export const locksOf = ({ lease, idToken, admission }: LeaseIntent): readonly [string, ...string[]] => [
  attemptLock(lease.job),
  idTokenLock(idToken),
  ...(lease.key === null ? [] : [keyLock(lease.key)]),
  ...(countsCredits(admission) ? [CREDITS_LOCK] : []),
];
