import type { AuditDetail, EventStamp, Lease, LeaseSelector } from '@connect-token/core';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { alone } from '../ahead.ts';
import { noteWritten } from '../audit/publication.ts';
import { prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { leaseEvent } from './audit.ts';
import { literals, statesBefore } from './moves.ts';
import { toLease } from './row.ts';
import { SELECTED_BY, selected } from './selected.ts';
import { type LeaseRow, SETS, type Step } from './step.ts';

/** What the event says: of a lease whose token nobody knew, and of one whose token was known. */
export type StepDetail = (lease: Pick<Lease, 'tokenId'>) => AuditDetail;

/**
 * A step and its event as one statement that is a transaction of its own; in PostgreSQL only. `undefined` where it isn't done, and then
 * nothing is: the longer way says why, or does it. That is so where the lease has changed between the look and the update (its last
 * event was not to be seen then), and where it has an event already that is later than this one.
 */
export async function stepAlone(
  trx: Transaction<Schema>,
  which: LeaseSelector,
  step: Step,
  stamp: EventStamp,
  detailOf: StepDetail,
): Promise<Lease | undefined> {
  const [row] = await alone(trx, () =>
    STATEMENTS[which.by][step.state](trx, {
      ...step,
      which: selected(which),
      event: stamp.id,
      at: stamp.at,
      without_token: JSON.stringify(detailOf({ tokenId: null })),
      with_token: JSON.stringify(detailOf({ tokenId: '' })),
    }),
  );
  if (row === undefined) return undefined;
  const lease = toLease(row);
  noteWritten(trx, leaseEvent(stamp, `lease.${step.state}`, lease, detailOf(lease)));
  return lease;
}

interface Values {
  readonly which: string;
  readonly event: string;
  readonly at: number;
  readonly without_token: string;
  readonly with_token: string;
}

const statement = (by: LeaseSelector['by'], state: Step['state']) =>
  prepared<Values, LeaseRow>((trx, bind) => {
    const set = (column: string): RawBuilder<unknown> =>
      sql`, ${sql.ref(column)} = ${bind(column as keyof Values)}`;
    const text = sql<LeaseRow>`
      with seen as materialized (
        select id, state, stuck_at from lease where ${sql.ref(SELECTED_BY[by])} = ${bind('which')}
      ), moved as (
        update lease set state = ${sql.lit(state)}${sql.join(SETS[state].map(set), sql``)}
        from seen
        where lease.id = seen.id and lease.state = seen.state and lease.stuck_at is not distinct from seen.stuck_at
          and lease.state in (${sql.join(literals(statesBefore(state)))})
          and not exists (select from audit_event later where later.lease_id = seen.id and later.id >= ${bind('event')})
        returning lease.*
      ), told as (
        insert into audit_event (id, at, kind, lease_id, token_id, server_id, run_id, repository_id, detail)
        select ${bind('event')}, ${bind('at')}, ${sql.lit(`lease.${state}`)}, id, token_id, server_id, run_id, repository_id,
          case when token_id is null then ${bind('without_token')} else ${bind('with_token')} end
        from moved
      )
      select * from moved`;
    return { compile: () => text.compile(trx) };
  });

const statementsTo = (by: LeaseSelector['by']) => ({
  active: statement(by, 'active'),
  revoking: statement(by, 'revoking'),
  failed: statement(by, 'failed'),
  revoked: statement(by, 'revoked'),
});

const STATEMENTS = {
  id: statementsTo('id'),
  key: statementsTo('key'),
  token: statementsTo('token'),
} as const;
