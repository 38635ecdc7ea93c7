import {
  type EventStamp,
  err,
  type IntentRefusal,
  type Lease,
  type LeaseIntent,
  type LeaseStore,
  ok,
  type Result,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import { tryLocksInTransaction } from '../lock.ts';
import { merging } from '../merging.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';
import { countsCredits, type ReadAdmission } from './admission.ts';
import { intentEvent } from './audit.ts';
import { intend, locksOf } from './intend.ts';
import { insertIntents } from './intent-rows.ts';
import { lookAtAll, refusalOf } from './look.ts';
import { toNewLease } from './row.ts';

interface IntentAsk {
  readonly intent: LeaseIntent;
  readonly stamp: EventStamp;
}

type Intended = Result<Lease, IntentRefusal>;

/** Intents as they are asked for, those of the same moment together. Where credits have to be counted each is alone: the next one needs its row. */
export function intents(store: Store, readAdmission?: ReadAdmission): LeaseStore['intend'] {
  const alone = ({ intent, stamp }: IntentAsk): Promise<Intended> =>
    store.transact((trx) => intend(trx, intent, stamp, readAdmission));
  const merged = merging<IntentAsk, Intended>(store, {
    together: (asks) => store.transact((trx) => intendAll(trx, asks, readAdmission)),
    alone,
    clashes: ({ intent }) => locksOf(intent),
  });
  return (intent, stamp) =>
    countsCredits(intent.admission) ? alone({ intent, stamp }) : merged({ intent, stamp });
}

/**
 * The same decision for each, from looks that come after its locks. `undefined` for one of whose locks another transaction has one: who
 * is alone waits for it.
 */
async function intendAll(
  trx: Transaction<Schema>,
  asks: readonly IntentAsk[],
  readAdmission: ReadAdmission | undefined,
): Promise<readonly (Intended | undefined)[]> {
  const locks = await tryLocksInTransaction(
    trx,
    asks.map(({ intent }) => locksOf(intent)),
  );
  const [held, seen, counted] = await Promise.all([
    locks.held,
    lookAtAll(trx, asks),
    isCountedNow(trx, asks, readAdmission),
  ]);
  if (counted) return [];
  const decided = asks.map(({ intent, stamp }, nr) => {
    const look = seen[nr];
    if (look === undefined || held[nr] !== true) return undefined;
    const refusal = refusalOf(look);
    return refusal === undefined ? { intent, event: intentEvent(stamp, intent) } : err(refusal);
  });
  const admitted = decided.flatMap((each) => (each !== undefined && 'intent' in each ? [each] : []));
  if (admitted.length > 0) await insertIntents(trx, admitted);
  return decided.map((each) => (each !== undefined && 'intent' in each ? ok(toNewLease(each.intent)) : each));
}

/** A manager may have set a limit since the callers looked. */
async function isCountedNow(
  trx: Transaction<Schema>,
  asks: readonly IntentAsk[],
  readAdmission: ReadAdmission | undefined,
): Promise<boolean> {
  const [first] = asks;
  if (readAdmission === undefined || first === undefined) return false;
  return countsCredits(await readAdmission(trx, first.stamp.at, first.intent.admission));
}
