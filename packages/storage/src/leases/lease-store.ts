import type { LeaseStore } from '@connect-token/core';
import { META } from '../introduction.ts';
import type { Store } from '../store.ts';
import { heldCredits } from './credits.ts';
import { abandon, end } from './end.ts';
import { forget } from './forget.ts';
import { intend, type ReadAdmission } from './intend.ts';
import { dueLeases, findLease, move } from './lease.ts';

/**
 * The leases of a store. Every method but `forget` is one unit of work, so it is on disk when its promise fulfils. Where the account
 * is in the same store, its `readAdmission` closes the gap between the caller's count of standing tokens and the intent.
 */
export async function leaseStore(store: Store, readAdmission?: ReadAdmission): Promise<LeaseStore> {
  const instance = await readInstance(store);
  return {
    instance,
    intend: (intent, stamp) => store.transact((trx) => intend(trx, intent, stamp, readAdmission)),
    activate: (leaseId, token, stamp) =>
      store.transact(async (trx) => {
        const change = { token_id: token.id, token_sha256: token.sha256 };
        const detail = { tokenId: token.id, tokenSha256: token.sha256 };
        return (await move(trx, leaseId, 'active', change, stamp, detail)) !== undefined;
      }),
    abandon: (leaseId, stamp) => store.transact((trx) => abandon(trx, leaseId, stamp)),
    end: (which, reason, tombstone, stamp) =>
      store.transact((trx) => end(trx, which, reason, tombstone, stamp)),
    settle: (leaseId, stamp) =>
      store.transact(async (trx) => (await move(trx, leaseId, 'revoked', {}, stamp, {})) !== undefined),
    find: (leaseId) => store.transact((trx) => findLease(trx, { by: 'id', leaseId })),
    due: (now, limit, after) => store.transact((trx) => dueLeases(trx, now, limit, after)),
    heldCredits: () => store.transact(heldCredits),
    forget: (now) => forget(store, now),
  };
}

const readInstance = (store: Store): Promise<string> =>
  store.transact(async (trx) => {
    const query = trx.selectFrom('meta').select('value').where('key', '=', META.instance);
    return (await query.executeTakeFirstOrThrow()).value;
  });
