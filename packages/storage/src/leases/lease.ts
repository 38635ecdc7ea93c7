import type { AuditDetail, EventStamp, Lease, LeaseSelector } from '@connect-token/core';
import type { Transaction } from 'kysely';
import { prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { writeLeaseEvent } from './audit.ts';
import { HOLDING_STATES } from './moves.ts';
import { toLease } from './row.ts';
import { SELECTED_BY, selected } from './selected.ts';
import { type LeaseRow, type Step, takeStep } from './step.ts';

export async function findLease(trx: Transaction<Schema>, which: LeaseSelector): Promise<Lease | undefined> {
  const value = selected(which);
  const [row] = (await trx.executeQuery(FIND[which.by](trx, { value }))).rows;
  return row && toLease(row);
}

const findBy = (by: LeaseSelector['by']) =>
  prepared<{ readonly value: string }, LeaseRow>((trx, bind) =>
    trx.selectFrom('lease').selectAll().where(SELECTED_BY[by], '=', bind('value')),
  );

const FIND = { id: findBy('id'), key: findBy('key'), token: findBy('token') } as const;

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
