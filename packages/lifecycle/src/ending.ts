import { err, type Failure, type Lease } from '@connect-token/core';
import { storeAway } from './call.ts';
import type { Outcome } from './outcome.ts';
import { settle } from './settlement.ts';
import { type Surroundings, stampNow } from './surroundings.ts';

/** Ends a lease whose mint went wrong, and its token at once where it is known. Answers with the failure that led here. */
export async function endUnfinished(
  around: Surroundings,
  lease: Lease,
  reason: 'outcome-unknown' | 'scope-mismatch',
  failure: Failure,
): Promise<Outcome<never>> {
  const stamp = stampNow(around);
  try {
    await around.leases.end({ by: 'id', leaseId: lease.id }, reason, { kind: 'never' }, stamp);
    around.sink.emit({ ...stamp, kind: 'lease.ending', leaseId: lease.id, reason });
    if (lease.tokenId !== null) await settle(around, lease);
    return err([failure]);
  } catch (cause) {
    return err([failure, storeAway(cause)]);
  }
}
