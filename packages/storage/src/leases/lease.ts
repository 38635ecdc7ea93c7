import type { AuditDetail, EventStamp, Lease, LeaseSelector } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { writeLeaseEvent } from './audit.ts';
import { HOLDING_STATES } from './moves.ts';
import { toLease } from './row.ts';
import { type Step, takeStep } from './step.ts';
import { stepAlone } from './step-alone.ts';

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

/** With its audit record: of several who try the same step, one does it. Answers the lease as it is then. */
export async function move(
  trx: Transaction<Schema>,
  leaseId: string,
  step: Step,
  stamp: EventStamp,
  detail: AuditDetail,
): Promise<Lease | undefined> {
  const [row] = (await trx.executeQuery(takeStep(trx, leaseId, step))).rows;
  if (row === undefined) return undefined;
  const lease = toLease(row);
  await writeLeaseEvent(trx, stamp, `lease.${step.state}`, lease, detail);
  return lease;
}

/** The same where it is all that a unit does. */
export const moveAlone = async (
  trx: Transaction<Schema>,
  leaseId: string,
  step: Step,
  stamp: EventStamp,
  detail: AuditDetail,
): Promise<Lease | undefined> =>
  (await stepAlone(trx, { by: 'id', leaseId }, step, stamp, () => detail)) ??
  move(trx, leaseId, step, stamp, detail);

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
