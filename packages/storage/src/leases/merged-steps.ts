import type { EndOutcome, Lease, LeaseSelector, LeaseStore } from '@connect-token/core';
import { merging } from '../merging.ts';
import type { Store } from '../store.ts';
import type { Purpose } from '../work.ts';
import { end, endAsk } from './end.ts';
import { move } from './lease.ts';
import type { Step } from './step.ts';
import { type StepAsk, takeSteps } from './steps-together.ts';

/** The step that an ask comes to, what it answers once that is taken, and how the ask is done alone. */
interface Merged<A extends readonly unknown[], R> {
  readonly by: LeaseSelector['by'];
  readonly state: Step['state'];
  readonly purpose: Purpose;
  readonly stepOf: (...ask: A) => StepAsk;
  readonly taken: (lease: Lease) => R;
  readonly alone: (...ask: A) => Promise<R>;
}

/** Steps as they are asked for, those of the same moment together. */
function steps<A extends readonly unknown[], R>(
  store: Store,
  { by, state, purpose, stepOf, taken, alone }: Merged<A, R>,
): (...ask: A) => Promise<R> {
  const take = merging<A, R>(store, {
    together: async (asks) => {
      const wanted = asks.map((ask) => stepOf(...ask));
      const leases = await store.transact((trx) => takeSteps(trx, by, state, wanted), purpose);
      return leases.map((lease) => lease && taken(lease));
    },
    alone: (ask) => alone(...ask),
  });
  return (...ask) => take(ask);
}

export const activations = (store: Store): LeaseStore['activate'] => {
  const stepTo = ({ id, sha256 }: Parameters<LeaseStore['activate']>[1]) =>
    ({ state: 'active', token_id: id, token_sha256: sha256 }) as const;
  return steps<Parameters<LeaseStore['activate']>, boolean>(store, {
    by: 'id',
    state: 'active',
    purpose: 'ordinary',
    stepOf: (leaseId, token, stamp) => ({
      which: { by: 'id', leaseId },
      step: stepTo(token),
      stamp,
      detailOf: () => ({ token_sha256: token.sha256 }),
    }),
    taken: () => true,
    alone: (leaseId, token, stamp) =>
      store.transact(async (trx) => {
        const detail = { token_sha256: token.sha256 };
        return (await move(trx, leaseId, stepTo(token), stamp, detail)) !== undefined;
      }),
  });
};

export const settlements = (store: Store): LeaseStore['settle'] =>
  steps<Parameters<LeaseStore['settle']>, boolean>(store, {
    by: 'id',
    state: 'revoked',
    purpose: 'ending',
    stepOf: (leaseId, stamp) => ({
      which: { by: 'id', leaseId },
      step: { state: 'revoked' },
      stamp,
      detailOf: () => ({}),
    }),
    taken: () => true,
    alone: (leaseId, stamp) =>
      store.transact(
        async (trx) => (await move(trx, leaseId, { state: 'revoked' }, stamp, {})) !== undefined,
        'ending',
      ),
  });

/**
 * A handle that nobody knows ends nothing, and what remembers it only adds: a flood of them would take the space that ends need on a full
 * disk (F15, F41). So a tombstone is another unit, which is refused there; both are asked for at once, so that nobody comes between
 * them. PostgreSQL has no such space.
 */
async function endAlone(store: Store, ...ask: Parameters<LeaseStore['end']>): Promise<EndOutcome> {
  const [which, reason, tombstone, stamp] = ask;
  if (store.dialect === 'postgres' || which.by !== 'key' || tombstone.kind === 'never')
    return store.transact((trx) => end(trx, ...ask), 'ending');
  let isKnown = false;
  const ending = store.transact(async (trx) => {
    const outcome = await end(trx, which, reason, { kind: 'never' }, stamp);
    isKnown = outcome.kind === 'ended' || outcome.kind === 'already';
    return outcome;
  }, 'ending');
  const burying = store.transact(async (trx) => (isKnown ? null : end(trx, ...ask)));
  const [ended, buried] = await Promise.allSettled([ending, burying]);
  if (buried.status === 'fulfilled' && buried.value !== null) return buried.value;
  if (ended.status === 'fulfilled' && isKnown) return ended.value;
  throw buried.status === 'rejected' ? buried.reason : (ended as PromiseRejectedResult).reason;
}

export const ends = (store: Store): LeaseStore['end'] => {
  const endsBy = (by: LeaseSelector['by']) =>
    steps<Parameters<LeaseStore['end']>, EndOutcome>(store, {
      by,
      state: 'revoking',
      purpose: 'ending',
      stepOf: (which, reason, _tombstone, stamp) => endAsk(which, reason, stamp),
      taken: (lease) => ({ kind: 'ended', lease }),
      alone: (...ask) => endAlone(store, ...ask),
    });
  const endBy = { id: endsBy('id'), key: endsBy('key'), token: endsBy('token') } as const;
  return (...ask) => endBy[ask[0].by](...ask);
};
