import { randomBytes } from 'node:crypto';
import type { EventStamp, Instant, Lease, LeaseGroup } from '@connect-token/core';
import type { Transaction } from 'kysely';
import { EVENT_ID_RANDOM_BYTES, nextEventId } from '../audit/event-id.ts';
import type { Schema } from '../schema/schema.ts';
import { endAll } from './group.ts';
import { move } from './lease.ts';

interface ManagedEnd {
  readonly at: Instant;
  /** What a person said of it. */
  readonly note: string;
  readonly limit: number;
}

/** intent or active → revoking by a person's word, in the transaction that found that they may. */
export const endManaged = (
  trx: Transaction<Schema>,
  which: LeaseGroup,
  { at, note, limit }: ManagedEnd,
): Promise<readonly Lease[]> =>
  endAll(trx, which, { reason: 'operator', limit, over: null, note }, () => stampAt(at));

/** revoking → revoked, in the transaction that ended the token itself. */
export const settleManaged = async (
  trx: Transaction<Schema>,
  leaseId: string,
  at: Instant,
): Promise<boolean> => (await move(trx, leaseId, { state: 'revoked' }, stampAt(at), {})) !== undefined;

const stampAt = (at: Instant): EventStamp => ({
  id: nextEventId(null, at, randomBytes(EVENT_ID_RANDOM_BYTES)),
  at,
});
