import { type IntentRefusal, type Lease, type LeaseStore, ok, type Result } from '@connect-token/core';
import { merging } from '../merging.ts';
import type { Store } from '../store.ts';
import { countsCredits, type ReadAdmission } from './admission.ts';
import { intend, locksOf } from './intend.ts';
import { type IntentAsk, intendTogether } from './intents-together.ts';

type Intended = Result<Lease, IntentRefusal>;

/** Intents as they are asked for, those of the same moment together. Where credits have to be counted each is alone: the next one needs its row. */
export function intents(store: Store, readAdmission?: ReadAdmission): LeaseStore['intend'] {
  const alone = ({ intent, stamp }: IntentAsk): Promise<Intended> =>
    store.transact((trx) => intend(trx, intent, stamp, readAdmission));
  const merged = merging<IntentAsk, Intended>(store, {
    together: async (asks) => {
      const leases = await store.transact((trx) => intendTogether(trx, asks));
      return leases.map((lease) => lease && ok(lease));
    },
    alone,
    clashes: ({ intent }) => locksOf(intent),
  });
  return (intent, stamp) =>
    countsCredits(intent.admission) ? alone({ intent, stamp }) : merged({ intent, stamp });
}
