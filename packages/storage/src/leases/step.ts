import type { EndReason } from '@connect-token/core';
import { type CompiledQuery, type Selectable, sql, type Transaction } from 'kysely';
import { prepared } from '../prepared.ts';
import type { LeaseTable } from '../schema/lease.ts';
import type { Schema } from '../schema/schema.ts';
import { literals, stateOfFound, statesBefore } from './moves.ts';

/** One arrow of `LEASE_MOVES`, and what is known of a lease from then on. */
export type Step =
  | { readonly state: 'active'; readonly token_id: string; readonly token_sha256: string }
  | { readonly state: 'revoking' | 'failed'; readonly end_reason: EndReason; readonly ended_at: number }
  | { readonly state: 'revoked' };

type StepState = Step['state'];

export type LeaseRow = Selectable<LeaseTable>;

/** The columns that a step sets beside the state. */
export const SETS = {
  active: ['token_id', 'token_sha256'],
  revoking: ['end_reason', 'ended_at'],
  failed: ['end_reason', 'ended_at'],
  revoked: [],
} as const satisfies Record<StepState, readonly (keyof LeaseTable)[]>;

/** By compare-and-set: no row where the lease isn't there or isn't in a state that leads to this one. */
export const takeStep = (trx: Transaction<Schema>, id: string, step: Step): CompiledQuery<LeaseRow> =>
  UPDATES[step.state](trx, { ...step, id });

const updateTo = (state: StepState) =>
  prepared<{ readonly id: string }, LeaseRow>((trx, bind) => {
    const sets = SETS[state].map((column) => [column, bind(column as 'id')]);
    return trx
      .updateTable('lease')
      .set({ ...Object.fromEntries(sets), state: sql.lit(state) })
      .where('id', '=', bind('id'))
      .where(stateOfFound(), 'in', literals(statesBefore(state)))
      .returningAll();
  });

const UPDATES = {
  active: updateTo('active'),
  revoking: updateTo('revoking'),
  failed: updateTo('failed'),
  revoked: updateTo('revoked'),
} as const satisfies Record<StepState, unknown>;
