import type { LeaseStore } from '@connect-token/core';
import { META } from '../introduction.ts';
import type { Store } from '../store.ts';
import type { ReadAdmission } from './admission.ts';
import { census, openRuns } from './census.ts';
import { heldCredits } from './credits.ts';
import { claim, nextDueAt, postpone } from './due.ts';
import { abandon } from './end.ts';
import { forget } from './forget.ts';
import { endAll } from './group.ts';
import { rehearse } from './intend.ts';
import { findLease } from './lease.ts';
import { intents } from './merged-intents.ts';
import { activations, ends, settlements } from './merged-steps.ts';
import { openLeasesOf } from './open-leases.ts';
import { adopt, unexplained } from './orphan.ts';
import { useIdToken } from './used-id-token.ts';

/**
 * The leases of a store. Every method but `forget` is one unit of work, so it is on disk when its promise fulfils. Where the account
 * is in the same store, its `readAdmission` closes the gap between the caller's count of standing tokens and the intent.
 */
export async function leaseStore(store: Store, readAdmission?: ReadAdmission): Promise<LeaseStore> {
  const instance = await readInstance(store);
  return {
    instance,
    intend: intents(store, readAdmission),
    rehearse: (intent, stamp) => store.transact((trx) => rehearse(trx, intent, stamp, readAdmission)),
    useIdToken: (idToken, stamp, purpose) =>
      store.transact((trx) => useIdToken(trx, idToken, stamp), purpose === 'for-end' ? 'ending' : 'ordinary'),
    activate: activations(store),
    abandon: (leaseId, stamp) => store.transact((trx) => abandon(trx, leaseId, stamp), 'ending'),
    end: ends(store),
    settle: settlements(store),
    endAll: (which, how, newStamp) => store.transact((trx) => endAll(trx, which, how, newStamp), 'ending'),
    postpone: (lease, retry, stamp) => store.transact((trx) => postpone(trx, lease, retry, stamp), 'ending'),
    find: (which) => store.transact((trx) => findLease(trx, which)),
    claim: (now, limit, until) => store.transact((trx) => claim(trx, now, limit, until), 'ending'),
    nextDueAt: () => store.transact(nextDueAt),
    unexplained: (tokenNames) => store.transact((trx) => unexplained(trx, tokenNames)),
    adopt: (orphan, stamp) => store.transact((trx) => adopt(trx, orphan, stamp), 'ending'),
    openRuns: (before, limit) => store.transact((trx) => openRuns(trx, before, limit)),
    openLeases: (page) => store.transact((trx) => openLeasesOf(trx, page)),
    heldCredits: () => store.transact(heldCredits),
    census: (now) => store.transact((trx) => census(trx, now)),
    forget: (now, leaseKeep) => forget(store, now, leaseKeep),
  };
}

const readInstance = (store: Store): Promise<string> =>
  store.transact(async (trx) => {
    const query = trx.selectFrom('meta').select('value').where('key', '=', META.instance);
    return (await query.executeTakeFirstOrThrow()).value;
  });
