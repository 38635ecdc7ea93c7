import { type AccountEvent, type AuditPage, instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** Rows of one page: a reader with a wrong limit must not keep the database from everybody else. */
const PAGE_MAX = 1_000;

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
    // Written by `insertAccountEvent` only, and checked by the table to be an object.
    subject: JSON.parse(subject) as AccountEvent['subject'],
  }));
}
