import { type Instant, instant, type Seconds } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';
import { OVER_STATES } from './moves.ts';

/** Rows of one transaction: short enough that nobody who waits behind it notices. */
const BATCH = 500;

/** What is past its last instant, in batches: a mint may come between two of them. */
export async function forget(store: Store, now: Instant, leaseKeep: Seconds): Promise<void> {
  const long = instant(now - Math.round(leaseKeep * 1_000));
  for (const forgetSome of [forgetTombstones, forgetIdTokens, forgetJobs]) {
    while ((await store.transact((trx) => forgetSome(trx, now))) >= BATCH);
  }
  while ((await store.transact((trx) => forgetLeases(trx, long))) >= BATCH);
}

/** Deletes up to a batch, and answers how many. */
type ForgetSome = (trx: Transaction<Schema>, before: Instant) => Promise<number>;

const forgetTombstones: ForgetSome = async (trx, now) => {
  const past = trx.selectFrom('tombstone').select('key').where('keep_until', '<', now).limit(BATCH);
  const { numDeletedRows } = await trx
    .deleteFrom('tombstone')
    .where('key', 'in', past)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
};

const forgetIdTokens: ForgetSome = async (trx, now) => {
  const past = await trx
    .selectFrom('used_id_token')
    .select(['issuer', 'token_id'])
    .where('keep_until', '<', now)
    .limit(BATCH)
    .execute();
  for (const { issuer, token_id } of past) {
    await trx
      .deleteFrom('used_id_token')
      .where('issuer', '=', issuer)
      .where('token_id', '=', token_id)
      .execute();
  }
  return past.length;
};

/** The moment counts with the row: another end may have kept it longer in between. */
const forgetJobs: ForgetSome = async (trx, now) => {
  const past = await trx
    .selectFrom('job_over')
    .selectAll()
    .where('keep_until', '<', now)
    .limit(BATCH)
    .execute();
  for (const row of past) {
    await trx
      .deleteFrom('job_over')
      .where('run_id', '=', row.run_id)
      .where('run_attempt', '=', row.run_attempt)
      .where('check_run_id', '=', row.check_run_id)
      .where('repository_id', '=', row.repository_id)
      .where('issuer', '=', row.issuer)
      .where('keep_until', '<', now)
      .execute();
  }
  return past.length;
};

/** Only what is over, so that nothing is forgotten whose token may be there (I5). Audit records stay. */
const forgetLeases: ForgetSome = async (trx, before) => {
  const past = trx
    .selectFrom('lease')
    .select('id')
    .where('state', 'in', OVER_STATES)
    .where('expires_at', '<', before)
    .limit(BATCH);
  const { numDeletedRows } = await trx.deleteFrom('lease').where('id', 'in', past).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
};
