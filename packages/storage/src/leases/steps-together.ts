import type { AuditDetail, EventStamp, Lease, LeaseSelector } from '@connect-token/core';
import { type CompiledQuery, type RawBuilder, sql, type Transaction } from 'kysely';
import { alone } from '../ahead.ts';
import { askedAreFew, askedAs, askedRows, askedText } from '../asked.ts';
import { noteWritten } from '../audit/publication.ts';
import { prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { leaseEvent } from './audit.ts';
import { literals, stateOfFound, statesBefore } from './moves.ts';
import { toLease } from './row.ts';
import { SELECTED_BY, selected } from './selected.ts';
import { type LeaseRow, SETS, type Step } from './step.ts';

/** A step that somebody asks for. */
export interface StepAsk {
  readonly which: LeaseSelector;
  readonly step: Step;
  readonly stamp: EventStamp;
  /** What the event says: of a lease whose token nobody knew, and of one whose token was known. */
  readonly detailOf: (lease: Pick<Lease, 'tokenId'>) => AuditDetail;
}

/**
 * The same step of several leases, found by the same, with their events: one statement that is a transaction of its own; in PostgreSQL only.
 * `undefined` for each that isn't done, and of which nothing is then: the longer way says why, or does it. That is so where another transaction
 * holds the lease, where it has changed between the look and the update (its last event was not to be seen then), and where it has an
 * event already that is later than this one.
 */
export async function takeSteps(
  trx: Transaction<Schema>,
  by: LeaseSelector['by'],
  state: Step['state'],
  asks: readonly StepAsk[],
): Promise<readonly (Lease | undefined)[]> {
  const rows = await alone(trx, () => STATEMENTS[by][state](trx, { asked: askedText(asks.map(askedRow)) }));
  const done = new Map(rows.map(({ nr, lease }) => [nr, toLease(lease)]));
  return asks.map(({ stamp, detailOf }, nr) => {
    const lease = done.get(nr);
    if (lease !== undefined) noteWritten(trx, leaseEvent(stamp, `lease.${state}`, lease, detailOf(lease)));
    return lease;
  });
}

const askedRow = ({ which, step: { state: _, ...sets }, stamp, detailOf }: StepAsk, nr: number) => ({
  nr,
  which: selected(which),
  event: stamp.id,
  event_at: stamp.at,
  without_token: JSON.stringify(detailOf({ tokenId: null })),
  with_token: JSON.stringify(detailOf({ tokenId: '' })),
  ...sets,
});

const COLUMNS = {
  nr: 'bigint',
  which: 'text',
  event: 'text',
  event_at: 'bigint',
  without_token: 'text',
  with_token: 'text',
  token_id: 'text',
  token_sha256: 'text',
  end_reason: 'text',
  ended_at: 'bigint',
} as const;

interface Moved {
  readonly nr: number;
  /** One value: the columns of a lease are many, and are described again with each answer. */
  readonly lease: LeaseRow;
}

type Statement = (trx: Transaction<Schema>, values: { readonly asked: string }) => CompiledQuery<Moved>;

const statement = (by: LeaseSelector['by'], state: Step['state']): Statement =>
  prepared((trx, bind) => {
    const asked = (column: string): RawBuilder<unknown> => sql.ref(`seen.${column}`);
    const sets = SETS[state].map((column) => sql`, ${sql.ref(column)} = ${asked(`set_${column}`)}`);
    const carried = SETS[state].map(
      (column) => sql`, asked.${sql.ref(column)} as ${sql.ref(`set_${column}`)}`,
    );
    const text = sql<Moved>`
      with seen as materialized (
        select lease.id, lease.state, lease.stuck_at, nr, event, event_at, without_token, with_token${sql.join(carried, sql``)}
        from ${askedRows(bind('asked'))} as ${askedAs('asked', COLUMNS)} join lease on lease.${sql.ref(SELECTED_BY[by])} = asked.which where ${askedAreFew('asked.nr')}
      ), held as materialized (
        select lease.id from lease where lease.id in (select id from seen) for update skip locked
      ), moved as (
        update lease set state = ${sql.lit(state)}${sql.join(sets, sql``)}
        from seen join held on held.id = seen.id
        where lease.id = seen.id and lease.state = seen.state and lease.stuck_at is not distinct from seen.stuck_at
          and (${stateOfFound()}) in (${sql.join(literals(statesBefore(state)))})
          and not exists (select from audit_event later where later.lease_id = seen.id and later.id >= seen.event)
        returning lease.id, lease.token_id, lease.server_id, lease.run_id, lease.repository_id, to_json(lease) as row,
          nr, event, event_at, without_token, with_token
      ), told as (
        insert into audit_event (id, at, kind, lease_id, token_id, server_id, run_id, repository_id, detail)
        select event, event_at, ${sql.lit(`lease.${state}`)}, id, token_id, server_id, run_id, repository_id,
          case when token_id is null then without_token else with_token end
        from moved
      )
      select nr, row as lease from moved`;
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
