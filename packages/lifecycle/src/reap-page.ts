import {
  type CallFailure,
  type EndReason,
  type Failure,
  instant,
  type Lease,
  planReap,
  planRetry,
  type Result,
  type SettlementPlan,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { eachOf } from './each-of.ts';
import { deleteKnown, type Listing, type Look } from './look.ts';
import { lookFurther, markRevoked, planOf } from './settlement.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/** What became of a lease: one that has ended may be revoked as well. */
export type PageStep = 'ended' | 'revoked' | 'left';

/** Leases that are worked on at a time: a thousand that are due at once wait for each other's commits, not for each other. */
const LANES = 16;

/** A lease that is revoking, and what its delete came to. */
interface Begun {
  readonly lease: Lease;
  readonly look: Look;
}

/**
 * Ends and settles the leases of one claim. First every delete by an id, and only then the list: it proves those deletes. Whoever is
 * to be left alone is tried later.
 */
export async function reapPage(
  around: Watched,
  leases: readonly Lease[],
  listing: () => Promise<Result<Listing, CallFailure>>,
  leaveAlone: () => Promise<boolean>,
): Promise<readonly PageStep[]> {
  const steps: PageStep[] = [];
  const begun = await eachOf(leases, LANES, (lease) =>
    guarded(around, lease, steps, () => begin(around, lease, steps, leaveAlone)),
  );
  await eachOf(begun, LANES, async (entry) => {
    if (entry === undefined) return;
    await guarded(around, entry.lease, steps, async () => {
      const look = (await leaveAlone())
        ? entry.look
        : await lookFurther(around, entry.lease, entry.look, listing);
      if (look.failure !== null) emitFailure(around, look.failure, entry.lease.id);
      steps.push(await conclude(around, entry.lease, planOf(around, entry.lease, look)));
    });
  });
  return steps;
}

/** One lease that can't be ended doesn't keep the others alive (F31). */
async function guarded<T>(
  around: Watched,
  lease: Lease,
  steps: PageStep[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (cause) {
    emitFailure(around, storeAway(cause), lease.id);
    steps.push('left');
    return undefined;
  }
}

async function begin(
  around: Watched,
  claimed: Lease,
  steps: PageStep[],
  leaveAlone: () => Promise<boolean>,
): Promise<Begun | undefined> {
  const step = planReap(claimed, around.clock.now());
  const lease = step.kind === 'end' ? await end(around, claimed, step.reason) : claimed;
  if (step.kind === 'end' && lease !== claimed) steps.push('ended');
  if (lease.state !== 'revoking') return undefined;
  if (!(await leaveAlone())) return { lease, look: await deleteKnown(around, lease) };
  const deletion = lease.tokenId === null ? null : 'failed';
  return { lease, look: { evidence: { deletion, list: null }, failure: null } };
}

/** The lease as it is then: somebody else may have come first. */
async function end(around: Watched, claimed: Lease, reason: EndReason): Promise<Lease> {
  const stamp = stampNow(around);
  const which = { by: 'id', leaseId: claimed.id } as const;
  const outcome = await around.leases.end(which, reason, { kind: 'never' }, stamp);
  if (outcome.kind === 'ended')
    around.sink.emit({ ...stamp, kind: 'lease.ending', leaseId: claimed.id, reason });
  return outcome.kind === 'ended' || outcome.kind === 'already' ? outcome.lease : claimed;
}

async function conclude(around: Watched, lease: Lease, plan: SettlementPlan): Promise<PageStep> {
  if (plan.kind === 'revoked') {
    await markRevoked(around, lease);
    return 'revoked';
  }
  const now = around.clock.now();
  const next =
    plan.lookAgainAt === null
      ? planRetry(lease, now, around.random.fraction(), around.timings)
      : {
          attempts: lease.attempts,
          nextTryAt: instant(Math.max(plan.lookAgainAt, now + 1)),
          stuckAt: lease.stuckAt,
        };
  const stamp = stampNow(around);
  const kept = await around.leases.postpone(lease, { ...next, absentAt: plan.absentAt }, stamp);
  if (kept && next.stuckAt !== null && lease.stuckAt === null && lease.endedAt !== null) {
    const { attempts } = next;
    around.sink.emit({ ...stamp, kind: 'lease.stuck', leaseId: lease.id, attempts, endedAt: lease.endedAt });
  }
  return 'left';
}

export function emitFailure(around: Watched, failure: Failure, leaseId: string | null): void {
  around.sink.emit({ ...stampNow(around), kind: 'sweep.failed', failure, leaseId });
}
