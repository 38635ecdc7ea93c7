import type { AuditDetail, EventStamp, Lease, LeaseSelector, LeaseState } from '@connect-token/core';
import type { Transaction, Updateable } from 'kysely';
import type { LeaseTable } from '../schema/lease.ts';
import type { Schema } from '../schema/schema.ts';
import { writeLeaseEvent } from './audit.ts';
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
  detail: AuditDetail,
): Promise<Lease | undefined> {
  const row = await trx
    .updateTable('lease')
    .set({ ...change, state })
    .where('id', '=', leaseId)
    .where('state', 'in', statesBefore(state))
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const lease = toLease(row);
  await writeLeaseEvent(trx, stamp, `lease.${state}`, lease, detail);
  return lease;
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
