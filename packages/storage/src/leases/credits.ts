import type { Credits } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { HOLDING_STATES } from './moves.ts';

/** Σ of the vaults of every lease that may have a token. Derived each time: no table holds a balance. */
export async function heldCredits(trx: Transaction<Schema>): Promise<Credits> {
  const { held } = await trx
    .selectFrom('lease')
    .select(({ fn }) => fn.sum<number | null>('credits').as('held'))
    .where('state', 'in', HOLDING_STATES)
    .executeTakeFirstOrThrow();
  return held ?? 0;
}
