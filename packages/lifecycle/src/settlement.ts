import {
  type CallFailure,
  type Lease,
  planSettlement,
  type Result,
  type SettlementPlan,
  wantsList,
} from '@connect-token/core';
import { deleteKnown, deleteShown, type Listing, type Look } from './look.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/** `open`: every token that could be found is gone, or not even that; one may still land, or a list may be stale. */
export type Settled = SettlementPlan['kind'];

/**
 * Ends the known token of a revoking lease at the control plane, and calls the lease revoked where that is proven. Can be done any
 * number of times, by anybody, and never rejects: where the store is away, the reaper writes it down later.
 *
 * Asks for no list: of the one that the reaper asks for, all leases have something; one for each request would be a way to hold up
 * everybody else (T27).
 */
export async function settle(around: Watched, lease: Lease): Promise<Settled> {
  const settled = await prove(around, lease);
  if (settled === 'revoked') await markRevoked(around, lease).catch(() => around.wake());
  return settled;
}

/** The same, with nothing written down. */
export async function prove(around: Watched, lease: Lease): Promise<Settled> {
  return planOf(around, lease, await deleteKnown(around, lease)).kind;
}

/** Looks into a list, where that can say more than the delete did. */
export async function lookFurther(
  around: Watched,
  lease: Lease,
  look: Look,
  ask: () => Promise<Result<Listing, CallFailure>>,
): Promise<Look> {
  const { controlPlane, clock, timings } = around;
  const { deletion } = look.evidence;
  if (!wantsList(lease, deletion, clock.now(), controlPlane.capabilities, timings)) return look;
  const listed = await ask();
  return listed.ok ? deleteShown(around, lease, look, listed.value) : look;
}

export const planOf = (around: Watched, lease: Lease, { evidence }: Look): SettlementPlan =>
  planSettlement(lease, evidence, around.controlPlane.capabilities, around.timings);

/** Rejects where the store is away. */
export async function markRevoked(around: Watched, { id }: Lease): Promise<void> {
  const stamp = stampNow(around);
  const settled = await around.leases.settle(id, stamp);
  if (settled) around.sink.emit({ ...stamp, kind: 'lease.revoked', leaseId: id });
}
