import {
  type CallFailure,
  err,
  type Failure,
  type Lease,
  maySettle,
  ok,
  type Result,
} from '@connect-token/core';
import { call, storeAway } from './call.ts';
import { type Surroundings, stampNow } from './surroundings.ts';

/** `open`: every token that could be found is gone, but one may still land, or a list may be stale. */
export type Settled = 'revoked' | 'open';

/**
 * Ends the tokens of a revoking lease at the control plane, and calls the lease revoked where that is proven. Can be done
 * any number of times, by anybody.
 */
export async function settle(around: Surroundings, lease: Lease): Promise<Result<Settled, Failure>> {
  const gone =
    lease.tokenId === null ? await deleteByName(around, lease) : await deleteById(around, lease.tokenId);
  if (!gone.ok) return err(gone.error.failure);
  if (
    !gone.value ||
    !maySettle(lease, around.clock.now(), around.controlPlane.capabilities, around.timings)
  ) {
    return ok('open');
  }
  const stamp = stampNow(around);
  try {
    const settled = await around.leases.settle(lease.id, stamp);
    if (settled) around.sink.emit({ ...stamp, kind: 'lease.revoked', leaseId: lease.id });
    return ok('revoked');
  } catch (cause) {
    return err(storeAway(cause));
  }
}

/** Whether the token is provably gone. Where lists may be stale, one that still shows it proves the delete too early. */
async function deleteById(around: Surroundings, tokenId: string): Promise<Result<boolean, CallFailure>> {
  const { controlPlane } = around;
  const deleted = await call(around, controlPlane.tokens.delete(tokenId));
  if (!deleted.ok) return deleted;
  if (!controlPlane.capabilities.listsMayBeStale) return ok(true);
  const listed = await call(around, controlPlane.tokens.list());
  if (!listed.ok) return listed;
  return ok(!listed.value.some(({ id, state }) => id === tokenId && state === 'ACTIVE'));
}

/** Every token of the lease's name: a create whose answer was lost may have made it, and once in a while two (F8, F10). */
async function deleteByName(around: Surroundings, lease: Lease): Promise<Result<boolean, CallFailure>> {
  const { tokens } = around.controlPlane;
  const listed = await call(around, tokens.list());
  if (!listed.ok) return listed;
  const ours = listed.value.filter(({ name, state }) => name === lease.tokenName && state === 'ACTIVE');
  for (const { id } of ours) {
    const deleted = await call(around, tokens.delete(id));
    if (!deleted.ok) return deleted;
  }
  return ok(true);
}
