import { randomBytes } from 'node:crypto';
import { type AuditEvent, SUBJECT_NOUNS } from '@connect-token/core';
import { CompiledQuery, type Insertable, type SelectQueryBuilder, type Transaction } from 'kysely';
import { writeAhead } from '../ahead.ts';
import { dialectOf } from '../dialect.ts';
import type { Schema } from '../schema/schema.ts';
import { EVENT_ID_RANDOM_BYTES, nextEventId } from './event-id.ts';
import { noteWritten } from './publication.ts';
import { toEventRow } from './row.ts';

/** `id`: what the event is called in the log as well, where it is; one is made otherwise. */
export type NewEvent = Omit<AuditEvent, 'id'> & { readonly id?: string };

/**
 * The one writer of the audit trail. Called in the transaction of the change that it tells of (T40): no change without its event,
 * no event without its change.
 */
export async function insertEvent(trx: Transaction<Schema>, { id, ...event }: NewEvent): Promise<void> {
  const asked = { ...event, id: id ?? newId(null, event.at) };
  const written = (await insertLast(trx, toEventRow(asked))) ? asked : await insertAfterAll(trx, asked);
  noteWritten(trx, written);
}

/**
 * The same for an event that begins a story, under the id that it has: nothing of it can be later. Where others write at the same time it
 * travels with the commit.
 */
export async function insertFirstEvent(trx: Transaction<Schema>, event: AuditEvent): Promise<void> {
  if (dialectOf(trx) === 'sqlite') return insertEvent(trx, event);
  await writeAhead(trx, trx.insertInto('audit_event').values(toEventRow(event)).compile());
  noteWritten(trx, event);
}

const newId = (last: string | null, at: AuditEvent['at']): string =>
  nextEventId(last, at, randomBytes(EVENT_ID_RANDOM_BYTES));

/**
 * Whether the id is greater than all that this transaction sees: nearly always, and then this is the only statement. Where
 * transactions run at the same time their order is nobody's to say, and later ids are often there already: what has to hold is that
 * the events of one lease are in theirs.
 */
async function insertLast(
  trx: Transaction<Schema>,
  row: Insertable<Schema['audit_event']>,
): Promise<boolean> {
  if (dialectOf(trx) === 'sqlite') {
    const values = COLUMNS.map((column) => row[column] ?? null);
    const { numAffectedRows } = await trx.executeQuery(CompiledQuery.raw(INSERT_LAST, [...values, row.id]));
    return numAffectedRows === 1n;
  }
  const columns = Object.keys(row) as (keyof typeof row)[];
  const leaseId = row.lease_id;
  const among = <Q extends SelectQueryBuilder<Schema, 'audit_event', object>>(later: Q) =>
    leaseId == null ? later : later.where('lease_id', '=', leaseId);
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('audit_event')
    .columns(columns)
    .expression(
      trx
        .selectNoFrom(({ val }) => columns.map((column) => val(row[column]).as(column)))
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('audit_event').select('id').where('id', '>=', row.id).$call(among))),
        ),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

const COLUMNS = [
  'id',
  'at',
  'kind',
  'actor',
  ...SUBJECT_NOUNS.map((noun) => `${noun}_id` as const),
  'detail',
] as const satisfies readonly (keyof Schema['audit_event'])[];

/** Written out: it runs at each step of each lease, and to build it took longer than to run it. */
const INSERT_LAST = `insert into audit_event (${COLUMNS.join(', ')})
  select ${COLUMNS.map(() => '?').join(', ')} where not exists (select 1 from audit_event where id >= ?)`;

/** A clock was set back, or another event of the same millisecond came first. */
async function insertAfterAll(trx: Transaction<Schema>, event: AuditEvent): Promise<AuditEvent> {
  const { id: last } = await trx
    .selectFrom('audit_event')
    .select('id')
    .where('id', '>=', event.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const written = { ...event, id: newId(last, event.at) };
  await trx.insertInto('audit_event').values(toEventRow(written)).execute();
  return written;
}
