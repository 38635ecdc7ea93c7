import { createHash } from 'node:crypto';
import {
  type AuditEvent,
  type AuditHead,
  type AuditSeal,
  auditText,
  type Instant,
  instant,
  NO_SEAL,
  SEAL_EVENTS_MAX,
  type Sha256,
  sealText,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';
import { readHead } from './read.ts';
import { toEvent, toSealRow } from './row.ts';

/**
 * Seals the events that no seal holds, up to `SEAL_EVENTS_MAX` of them; answers how many. An event that commits late, with a smaller
 * id than some that are sealed, is held by the next seal: no order of commits is assumed. One at a time, in all replicas: the lock
 * keeps two from doing the same work, and the number of the seal is unique whatever happens.
 */
export async function sealBatch(trx: Transaction<Schema>, now: Instant): Promise<number> {
  await lockInTransaction(trx, 'audit seal');
  const rows = await trx
    .selectFrom('audit_event')
    .selectAll()
    .where('seal', 'is', null)
    .orderBy('seal')
    .orderBy('id')
    .limit(SEAL_EVENTS_MAX)
    .execute();
  if (rows.length === 0) return 0;
  const seal = sealOf(rows.map(toEvent), await readHead(trx), now);
  await trx.insertInto('audit_seal').values(toSealRow(seal)).execute();
  const { numUpdatedRows } = await trx
    .updateTable('audit_event')
    .set({ seal: seal.number })
    .where('seal', 'is', null)
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== BigInt(rows.length)) throw new Error('invariant: a seal holds what it was made of');
  return rows.length;
}

/** Its time is never before that of the seal before, whatever the clock says. */
export function sealOf(events: readonly AuditEvent[], head: AuditHead | null, now: Instant): AuditSeal {
  const unhashed = {
    number: (head?.number ?? 0) + 1,
    at: instant(Math.max(now, head?.at ?? now)),
    previous: head?.hash ?? NO_SEAL,
    events: events.map((event) => ({ id: event.id, sha256: sha256(auditText(event)) })),
  };
  return { ...unhashed, hash: sha256(sealText(unhashed)) };
}

export const sha256: Sha256 = (text) => createHash('sha256').update(text).digest('hex');
