import type { EventStamp, Instant, Lease, Retry } from '@connect-token/core';
import type { Transaction } from 'kysely';
import { dialectOf } from '../dialect.ts';
import type { Schema } from '../schema/schema.ts';
import { writeLeaseEvent } from './audit.ts';
import { toInstant, toLease } from './row.ts';

/**
 * The claim is the next try itself: until then the lease isn't due for anybody. Where replicas run at the same time, each takes the
 * first that no other one holds at the moment.
 */
export async function claim(
  trx: Transaction<Schema>,
  now: Instant,
  limit: number,
  until: Instant,
): Promise<readonly Lease[]> {
  const due = trx
    .selectFrom('lease')
    .select('id')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit);
  const free = dialectOf(trx) === 'postgres' ? due.forUpdate().skipLocked() : due;
  const ids = (await free.execute()).map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await trx
    .updateTable('lease')
    .set(({ eb }) => ({ next_try_at: until, epoch: eb('epoch', '+', 1) }))
    .where('id', 'in', ids)
    .returningAll()
    .execute();
  const leases = new Map(rows.map((row) => [row.id, toLease(row)]));
  return ids.flatMap((id) => leases.get(id) ?? []);
}

/** Only by whoever has claimed it last: one that was stopped in between finds another epoch (F30). */
export async function postpone(
  trx: Transaction<Schema>,
  { id, epoch }: Pick<Lease, 'id' | 'epoch'>,
  { attempts, nextTryAt, absentAt, stuckAt }: Retry,
  stamp: EventStamp,
): Promise<boolean> {
  const before = await trx
    .selectFrom('lease')
    .select('stuck_at')
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .where('state', '=', 'revoking')
    .executeTakeFirst();
  if (before === undefined) return false;
  const row = await trx
    .updateTable('lease')
    .set({ attempts, next_try_at: nextTryAt, absent_at: absentAt, stuck_at: before.stuck_at ?? stuckAt })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .where('state', '=', 'revoking')
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return false;
  if (before.stuck_at === null && stuckAt !== null) {
    await writeLeaseEvent(trx, stamp, 'lease.stuck', toLease(row), { attempts });
  }
  return true;
}

/** By the first entry of the index of what is left to do. */
export async function nextDueAt(trx: Transaction<Schema>): Promise<Instant | null> {
  const first = await trx
    .selectFrom('lease')
    .select('due_at')
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return toInstant(first?.due_at ?? null);
}
