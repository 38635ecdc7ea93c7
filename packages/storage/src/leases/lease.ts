import type {
  AuditRecord,
  DueMark,
  EventStamp,
  Instant,
  Lease,
  LeaseSelector,
  LeaseState,
} from '@connect-token/core';
import type { Transaction, Updateable } from 'kysely';
import type { LeaseTable } from '../schema/lease.ts';
import type { Schema } from '../schema/schema.ts';
import { writeAudit } from './audit.ts';
import { HOLDING_STATES, statesBefore } from './moves.ts';
import { toLease } from './row.ts';

export async function findLease(trx: Transaction<Schema>, which: LeaseSelector): Promise<Lease | undefined> {
  const row = await trx
    .selectFrom('lease')
    .selectAll()
    .$call((query) => {
      switch (which.by) {
        case 'id':
          return query.where('id', '=', which.leaseId);
        case 'key':
          return query.where('key', '=', which.key);
        case 'token':
          return query.where('token_sha256', '=', which.sha256);
      }
    })
    .executeTakeFirst();
  return row && toLease(row);
}

/** What a change sets beside the state. */
type Change = Omit<Updateable<LeaseTable>, 'state'>;

/**
 * One arrow of `LEASE_MOVES`, by compare-and-set, with its audit record: of several who try the same, one does it. Answers the
 * lease as it is then; `undefined` where it isn't there or isn't in a state that leads to this one.
 */
export async function move(
  trx: Transaction<Schema>,
  leaseId: string,
  state: Exclude<LeaseState, 'intent'>,
  change: Change,
  stamp: EventStamp,
  detail: AuditRecord['detail'],
): Promise<Lease | undefined> {
  const row = await trx
    .updateTable('lease')
    .set({ ...change, state })
    .where('id', '=', leaseId)
    .where('state', 'in', statesBefore(state))
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await writeAudit(trx, stamp, state, leaseId, detail);
  return toLease(row);
}

/** Oldest due first, by the index of what `planReap` would not leave alone. */
export async function dueLeases(
  trx: Transaction<Schema>,
  now: Instant,
  limit: number,
  after: DueMark | null,
): Promise<readonly Lease[]> {
  const due = trx.selectFrom('lease').selectAll().where('due_at', '<=', now);
  const rest =
    after === null
      ? due
      : due.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('due_at', 'id'), '>', tuple(after.dueAt, after.id)),
        );
  const rows = await rest.orderBy('due_at').orderBy('id').limit(limit).execute();
  return rows.map(toLease);
}

/** Every lease that holds something, oldest first. */
export async function openLeases(trx: Transaction<Schema>): Promise<readonly Lease[]> {
  const rows = await trx
    .selectFrom('lease')
    .selectAll()
    .where('state', 'in', HOLDING_STATES)
    .orderBy('id')
    .execute();
  return rows.map(toLease);
}
