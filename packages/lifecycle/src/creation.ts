import {
  type CallFailure,
  err,
  type Failure,
  type IssuedToken,
  type Lease,
  type MintPlan,
  type Result,
} from '@connect-token/core';
import { call, storeAway } from './call.ts';
import { endUnfinished } from './ending.ts';
import { deleteToken } from './look.ts';
import type { Outcome } from './outcome.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/** At most one call that may have had an effect: an outcome that nobody knows ends the lease, and is never tried again (F8). */
export async function create(around: Watched, lease: Lease, plan: MintPlan): Promise<Outcome<IssuedToken>> {
  const { controlPlane, clock } = around;
  // The process may have been stopped since the intent: past the deadline the reaper takes the lease for abandoned.
  if (clock.now() >= lease.sendDeadline) {
    return notCreated(around, lease, {
      code: 'CONTROL_PLANE_UNAVAILABLE',
      cause: 'the intent was too old to be sent',
    });
  }
  const order = {
    name: lease.tokenName,
    serverId: plan.server.id,
    scope: plan.scope,
    expiresAt: plan.expiresAt,
  };
  const undoLate = (result: Result<IssuedToken, CallFailure>): void => {
    if (result.ok) void deleteToken(around, result.value.token.id);
  };
  const created = await call(around, controlPlane.tokens.create(order), undoLate);
  if (created.ok) return created;
  const { effect, failure } = created.error;
  if (effect === 'none') return notCreated(around, lease, failure);
  const cause = 'cause' in failure ? failure.cause : failure.code;
  return endUnfinished(around, lease, 'outcome-unknown', {
    code: 'OUTCOME_UNKNOWN',
    leaseId: lease.id,
    cause,
  });
}

async function notCreated(around: Watched, lease: Lease, failure: Failure): Promise<Outcome<never>> {
  try {
    await around.leases.abandon(lease.id, stampNow(around));
    return err([failure]);
  } catch (cause) {
    return err([failure, storeAway(cause)]);
  }
}
