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
  await lockInTransaction(trx, ...locksOf(intent));
  const [seen, exhausted] = await Promise.all([
    look(trx, intent, stamp.at),
    refuseWithoutCredits(trx, intent, stamp, readAdmission),
  ]);
  const refusal = refusalOf(seen) ?? exhausted;
  if (refusal !== undefined) return err(refusal);

  await insertIntent(trx, intent, intentEvent(stamp, intent));
  return ok(toNewLease(intent));
}

/** What two intents can't both have, nor an intent and an end. */
const locksOf = ({ lease, idToken, admission }: LeaseIntent): readonly [string, ...string[]] => [
  attemptLock(lease.job),
  `id token ${JSON.stringify([idToken.issuer, idToken.tokenId])}`,
  ...(lease.key === null ? [] : [keyLock(lease.key)]),
  ...(countsCredits(admission) ? [CREDITS_LOCK] : []),
];
