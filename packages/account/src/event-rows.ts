import { randomBytes } from 'node:crypto';
import { type AccountEvent, type AuditPage, foldAscii, instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { EVENT_ID_RANDOM_BYTES, nextEventId } from './event-id.ts';

/** Rows of one page: a reader with a wrong limit must not keep the database from everybody else. */
const PAGE_MAX = 1_000;

/** Written in the transaction of the change that it tells of (T40). */
export async function insertEvent(
  trx: Transaction<Schema>,
  { at, actor, kind, subject }: Omit<AccountEvent, 'id'>,
): Promise<void> {
  const last = await trx
    .selectFrom('account_event')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  await trx
    .insertInto('account_event')
    .values({
      id: nextEventId(last?.id ?? null, at, randomBytes(EVENT_ID_RANDOM_BYTES)),
      at,
      person_id: actor.kind === 'person' ? foldAscii(actor.personId) : null,
      kind,
      subject: JSON.stringify(subject),
    })
    .execute();
}

/** Newest first. */
export async function readEvents(
  trx: Transaction<Schema>,
  { limit, before }: AuditPage,
): Promise<readonly AccountEvent[]> {
  const rows = await trx
    .selectFrom('account_event')
    .selectAll()
    .$if(before !== null, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(Math.min(Math.max(limit, 0), PAGE_MAX))
    .execute();
  return rows.map(({ id, at, person_id, kind, subject }) => ({
    id,
    at: instant(at),
    actor: person_id === null ? { kind: 'owner' } : { kind: 'person', personId: person_id },
    kind,
    // Written by `insertEvent` only, and checked by the table to be an object.
    subject: JSON.parse(subject) as AccountEvent['subject'],
  }));
}
