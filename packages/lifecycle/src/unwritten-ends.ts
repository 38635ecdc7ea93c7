import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/** A broker that is cut off from its store refuses what comes within seconds, so there are never as many. */
const UNWRITTEN_MAX = 10_000;

/** Why a lease ends whose mint went wrong. */
export type UnfinishedReason = 'outcome-unknown' | 'scope-mismatch';

/**
 * Ends that the store couldn't take. An activation whose answer was lost may reach the store after its mint was refused: the lease is
 * active then, nobody has its token, and only the end of its job or its expiry would end it (F36). So its end is written as soon as the
 * store is there again. A process that dies before leaves what is left by one that dies between an activation and its answer.
 */
export interface UnwrittenEnds {
  add(leaseId: string, reason: UnfinishedReason): void;
  any(): boolean;
  /** Rejects as the store does; what isn't written stays. */
  write(around: Watched): Promise<void>;
}

export function createUnwrittenEnds(): UnwrittenEnds {
  const reasons = new Map<string, UnfinishedReason>();
  return {
    add(leaseId, reason) {
      if (reasons.size < UNWRITTEN_MAX) reasons.set(leaseId, reason);
    },
    any: () => reasons.size > 0,
    async write(around) {
      for (const [leaseId, reason] of reasons) {
        await writeEnd(around, leaseId, reason);
        reasons.delete(leaseId);
      }
    },
  };
}

export async function writeEnd(around: Watched, leaseId: string, reason: UnfinishedReason): Promise<void> {
  const stamp = stampNow(around);
  await around.leases.end({ by: 'id', leaseId }, reason, { kind: 'never' }, stamp);
  around.sink.emit({ ...stamp, kind: 'lease.ending', leaseId, reason });
}
