import type { FailureOf } from '@connect-token/core';
import type { Store } from '@connect-token/storage';
import type { Sealing } from '../sealing.ts';
import { lookAtRows, resealUnit } from './reseal.ts';
import { SEALED_TABLES, type SealedTable } from './sealed-rows.ts';

export type RekeyRefusal = FailureOf<'SEALING_KEY_WRONG' | 'STORE_UNAVAILABLE'>;

export interface Resealing {
  readonly store: Store;
  readonly sealing: Sealing;
  readonly onResealed: (rows: number) => void;
  readonly pause: ((tookMs: number) => Promise<void>) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Row by row of each table, in units. Answers why it ended before the last one; nothing where it was ended by the signal. */
export async function resealRows(resealing: Resealing): Promise<RekeyRefusal | undefined> {
  const { store, sealing, signal } = resealing;
  const isEnded = (): boolean => signal?.aborted === true;
  for (const table of SEALED_TABLES) {
    let after: string | null = '';
    while (after !== null && !isEnded()) {
      const from: string = after;
      const window = await inTurn(resealing, () =>
        store.transact((trx) => lookAtRows(trx, table, from, sealing.current), 'looking'),
      );
      for (const ids of window.units) {
        if (isEnded()) return undefined;
        const unopened = await resealOne(resealing, table, ids);
        if (unopened !== undefined) return unopened;
      }
      after = window.after;
    }
  }
  return undefined;
}

async function resealOne(
  resealing: Resealing,
  table: SealedTable,
  ids: readonly string[],
): Promise<RekeyRefusal | undefined> {
  const { store, sealing, onResealed } = resealing;
  const done = await inTurn(resealing, () => store.transact((trx) => resealUnit(trx, table, ids, sealing)));
  if (!done.ok)
    return {
      code: 'STORE_UNAVAILABLE',
      cause: `${table} ${done.error.id} can't be opened with either key`,
    };
  onResealed(done.value);
  return undefined;
}

/** The time includes what it waited for others: the busier they are, the longer is the pause that they get. */
async function inTurn<T>({ pause }: Resealing, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const answer = await work();
  await pause?.(performance.now() - began);
  return answer;
}
