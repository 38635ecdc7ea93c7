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
import { settle } from './settlement.ts';
import { type Surroundings, stampNow } from './surroundings.ts';

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
  around: Surroundings,
  which: LeaseSelector,
  tombstone: TombstoneRule,
): Promise<Result<Revocation, Refused>> {
  const stamp = stampNow(around);
  const reason: EndReason = which.by === 'token' ? 'token' : 'handle';
  let outcome: EndOutcome;
  try {
    outcome = await around.leases.end(which, reason, tombstone, stamp);
  } catch (cause) {
    return err({ eventId: stamp.id, failures: [storeAway(cause)] });
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

async function confirm(around: Surroundings, lease: Lease): Promise<Revocation> {
  if (lease.state === 'revoked' || lease.state === 'failed') return 'revoked';
  const settled = await within(around.timer, around.timings.revokeWithin, settle(around, lease));
  return settled.kind === 'done' && settled.value.ok && settled.value.value === 'revoked'
    ? 'revoked'
    : 'revoking';
}

const tombstonesFull = (around: Surroundings, tombstone: TombstoneRule): Failure => ({
  code: 'TOMBSTONES_FULL',
  limit: tombstone.kind === 'write' ? tombstone.max : 0,
  retryAfter: around.timings.sweepEvery,
});
