import type { Instant } from '@connect-token/core';
import type { Store } from '../store.ts';

/** Rows of one transaction: short enough that nobody who waits behind it notices. */
const BATCH = 500;

/** What is past its last instant, in batches: a mint may come between two of them. */
export async function forget(store: Store, now: Instant): Promise<void> {
  while ((await forgetTombstones(store, now)) >= BATCH);
  while ((await forgetIdTokens(store, now)) >= BATCH);
}

const forgetTombstones = (store: Store, now: Instant): Promise<number> =>
  store.transact(async (trx) => {
    const past = trx.selectFrom('tombstone').select('key').where('keep_until', '<', now).limit(BATCH);
    const { numDeletedRows } = await trx
      .deleteFrom('tombstone')
      .where('key', 'in', past)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });

const forgetIdTokens = (store: Store, now: Instant): Promise<number> =>
  store.transact(async (trx) => {
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
  });
