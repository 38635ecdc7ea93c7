import { randomBytes } from 'node:crypto';
import type { AuditEvent } from '@connect-token/core';
import { type Insertable, type RawBuilder, sql, type Transaction } from 'kysely';
import { writeAhead } from '../ahead.ts';
import { dialectOf } from '../dialect.ts';
import { prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { EVENT_ID_RANDOM_BYTES, nextEventId } from './event-id.ts';
import { noteWritten } from './publication.ts';
import { EVENT_COLUMNS, type EventRow, toEventRow } from './row.ts';

/** `id`: what the event is called in the log as well, where it is; one is made otherwise. */
export type NewEvent = Omit<AuditEvent, 'id'> & { readonly id?: string };

/**
 * The one writer of the audit trail. Called in the transaction of the change that it tells of (T40): no change without its event,
 * no event without its change.
 */
export async function insertEvent(trx: Transaction<Schema>, { id, ...event }: NewEvent): Promise<void> {
  const asked = { ...event, id: id ?? newId(null, event.at) };
  const row = toEventRow(asked);
  const last = await lastOf(trx, row);
  // A clock was set back, or whoever began later wrote first.
  const written = last === null ? row.id : newId(last, event.at);
  await writeAhead(trx, INSERT(trx, { ...row, id: written }));
  noteWritten(trx, { ...asked, id: written });
}

const newId = (last: string | null, at: AuditEvent['at']): string =>
  nextEventId(last, at, randomBytes(EVENT_ID_RANDOM_BYTES));

interface Later {
  readonly id: string;
  readonly leaseId: string;
}

/** The greatest id that isn't smaller, of those that it has to be after. */
const LATER = prepared<Later, { readonly id: string }>((trx, bind) => laterThan(trx, bind('id')));

const LATER_OF_LEASE = prepared<Later, { readonly id: string }>((trx, bind) =>
  laterThan(trx, bind('id')).where('lease_id', '=', bind('leaseId')),
);

const laterThan = (trx: Transaction<Schema>, id: RawBuilder<string>) =>
  trx.selectFrom('audit_event').select('id').where('id', '>=', id).orderBy('id', 'desc').limit(sql.lit(1));

/**
 * Where transactions run at the same time the order of their events is nobody's to say, and later ids are often there already: what has to
 * hold is that the events of one lease are in theirs.
 */
async function lastOf(trx: Transaction<Schema>, { id, lease_id: leaseId }: EventRow): Promise<string | null> {
  const later =
    leaseId == null || dialectOf(trx) === 'sqlite'
      ? LATER(trx, { id, leaseId: '' })
      : LATER_OF_LEASE(trx, { id, leaseId });
  return (await trx.executeQuery(later)).rows[0]?.id ?? null;
}

const INSERT = prepared<EventRow>((trx, bind) =>
  trx
    .insertInto('audit_event')
    .values(
      Object.fromEntries(EVENT_COLUMNS.map((column) => [column, bind(column)])) as unknown as Insertable<
        Schema['audit_event']
      >,
    ),
);
