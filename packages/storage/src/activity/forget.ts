import { type Clock, type Instant, instant, type Seconds, seconds, type Timer } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';
import { firstIdAt } from './row.ts';

/** Rows of one transaction: short enough that nobody who waits behind it notices. */
const BATCH = 500;

const FORGET_EVERY = seconds(3_600);

export interface ForgetterParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timer: Timer;
  /** How long activity is kept. */
  readonly keep: Seconds;
  /** Told of each pass that failed. The next one tries again. */
  readonly onFailure: (cause: unknown) => void;
}

export interface Forgetter {
  /** The first pass is under way at once. */
  start(): void;
  /** Lets the batch that runs finish, and begins none. */
  stop(): Promise<void>;
}

/** Deletes activity that is older than it is to be kept. Several replicas may each have one. */
export function activityForgetter({ store, clock, timer, keep, onFailure }: ForgetterParts): Forgetter {
  let cancel: (() => void) | undefined;
  let pass: Promise<void> = Promise.resolve();
  let stopped = false;

  const forget = async (): Promise<void> => {
    const before = instant(Math.max(0, clock.now() - Math.round(keep * 1_000)));
    let deleted = BATCH;
    while (!stopped && deleted === BATCH) deleted = await store.transact((trx) => forgetSome(trx, before));
  };
  const run = async (): Promise<void> => {
    await forget().catch(onFailure);
    if (!stopped) cancel = timer.after(FORGET_EVERY, start);
  };
  const start = (): void => {
    pass = run();
  };
  return {
    start,
    stop: async () => {
      stopped = true;
      cancel?.();
      await pass;
    },
  };
}

async function forgetSome(trx: Transaction<Schema>, before: Instant): Promise<number> {
  const past = trx
    .selectFrom('activity')
    .select('id')
    .where('id', '<', firstIdAt(before))
    .orderBy('id')
    .limit(BATCH);
  const { numDeletedRows } = await trx
    .deleteFrom('activity')
    .where('id', 'in', past)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
