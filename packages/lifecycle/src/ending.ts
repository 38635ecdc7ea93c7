import { err, type Failure, type Lease } from '@connect-token/core';
import { storeAway } from './call.ts';
import type { Outcome } from './outcome.ts';
import { settle } from './settlement.ts';
import { type UnfinishedReason, writeEnd } from './unwritten-ends.ts';
import type { Watched } from './watched.ts';

/** Ends a lease whose mint went wrong, and its token at once where it is known. Answers with the failure that led here. */
export async function endUnfinished(
  around: Watched,
  lease: Lease,
  reason: UnfinishedReason,
  failure: Failure,
): Promise<Outcome<never>> {
  try {
    await writeEnd(around, lease.id, reason);
  } catch (cause) {
    around.endLater(lease.id, reason);
    return err([failure, storeAway(cause)]);
  }
  // Without an id nothing can be proven yet: the reaper looks for the token by its name.
  const settled = lease.tokenId !== null && (await settle(around, lease)) === 'revoked';
  if (!settled) around.wake();
  return err([failure]);
}
