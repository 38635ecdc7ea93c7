import {
  type EndOutcome,
  type EndReason,
  err,
  type Failure,
  type Lease,
  type LeaseSelector,
  ok,
  type Result,
  type TombstoneRule,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { within } from './deadline.ts';
import type { Refused } from './mint.ts';
import { prove, type Settled, settle } from './settlement.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/**
 * `revoked`: no token of the lease serves any more. `revoking`: that is durable, and the control plane hasn't confirmed yet.
 * `buried`: nobody knew this handle, and no mint will get a token for it. `unknown`: nothing of ours, nothing done.
 */
export type Revocation = 'revoked' | 'revoking' | 'buried' | 'unknown';

/**
 * Ends the lease that a handle or a token stands for. Answered only once the end is durable; then the control plane gets
 * `timings.revokeWithin` to confirm, and the reaper the rest. Any number of times, in any order, the same.
 */
export async function revoke(
  around: Watched,
  which: LeaseSelector,
  tombstone: TombstoneRule,
): Promise<Result<Revocation, Refused>> {
  const stamp = stampNow(around);
  const reason: EndReason = which.by === 'token' ? 'token' : 'handle';
  let outcome: EndOutcome;
  try {
    outcome = await around.leases.end(which, reason, tombstone, stamp);
  } catch (cause) {
    const ended = await endWithoutStore(around, which);
    return ended ? ok('revoked') : err({ eventId: stamp.id, failures: [storeAway(cause)] });
  }
  switch (outcome.kind) {
    case 'ended':
      around.sink.emit({ ...stamp, kind: 'lease.ending', leaseId: outcome.lease.id, reason });
      return ok(await confirm(around, outcome.lease));
    case 'already':
      return ok(await confirm(around, outcome.lease));
    case 'buried':
      around.sink.emit({ ...stamp, kind: 'handle.buried' });
      return ok('buried');
    case 'unknown':
      return ok('unknown');
    case 'full':
      return err({ eventId: stamp.id, failures: [tombstonesFull(around, tombstone)] });
  }
}

async function confirm(around: Watched, lease: Lease): Promise<Revocation> {
  if (isOver(lease)) return 'revoked';
  if (await inTime(around, settle(around, lease))) return 'revoked';
  around.wake();
  return 'revoking';
}

/**
 * A disk that takes no writes may still be read, and the control plane has a store of its own: the token can die, though nobody can
 * write it down. INVARIANT: only the control plane's word, within this request, is success: nothing else of this end is kept (F15).
 */
async function endWithoutStore(around: Watched, which: LeaseSelector): Promise<boolean> {
  try {
    const lease = await around.leases.find(which);
    return lease !== undefined && (isOver(lease) || (await inTime(around, prove(around, lease))));
  } catch {
    return false;
  }
}

async function inTime(around: Watched, settling: Promise<Settled>): Promise<boolean> {
  const settled = await within(around.timer, around.timings.revokeWithin, settling);
  return settled.kind === 'done' && settled.value === 'revoked';
}

const isOver = ({ state }: Lease): boolean => state === 'revoked' || state === 'failed';

const tombstonesFull = (around: Watched, tombstone: TombstoneRule): Failure => ({
  code: 'TOMBSTONES_FULL',
  limit: tombstone.kind === 'write' ? tombstone.max : 0,
  retryAfter: around.timings.sweepEvery,
});
