import { randomBytes } from 'node:crypto';
import { type AccountEvent, foldAscii } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { EVENT_ID_RANDOM_BYTES, nextEventId } from './event-id.ts';

/** Written in the transaction of the change that it tells of (T40). */
export async function insertAccountEvent(
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
