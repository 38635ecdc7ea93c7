import { err, type IssuedToken, type Lease, type MintPlan, ok, sameScope } from '@connect-token/core';
import { storeAway } from './call.ts';
import { endUnfinished } from './ending.ts';
import { deleteToken } from './look.ts';
import type { Outcome } from './outcome.ts';
import { settle } from './settlement.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/** Compares what was made with what was planned, and makes the lease active if nobody has ended it meanwhile. */
export async function activate(
  around: Watched,
  lease: Lease,
  plan: MintPlan,
  { token, secret }: IssuedToken,
): Promise<Outcome<true>> {
  const fits =
    sameScope(token.vaults, lease.vaults) && token.expiresAt !== null && token.expiresAt <= plan.expiresAt;
  const known: Lease = { ...lease, tokenId: token.id };
  if (!fits)
    return endUnfinished(around, known, 'scope-mismatch', { code: 'SCOPE_MISMATCH', leaseId: lease.id });
  try {
    const sha256 = around.digest(secret);
    if (await around.leases.activate(lease.id, { id: token.id, sha256 }, stampNow(around))) return ok(true);
  } catch (cause) {
    // The row may be active or not: either way the token goes first, then the row if it can; else the reaper writes the end, and finds
    // the token (F36).
    await deleteToken(around, token.id);
    return endUnfinished(around, known, 'outcome-unknown', storeAway(cause));
  }
  // Ended while its token was being made: nobody will ever hold the token, so it ends here and now.
  if ((await settle(around, known)) === 'open') around.wake();
  return err([{ code: 'LEASE_ENDED', leaseId: lease.id }]);
}
