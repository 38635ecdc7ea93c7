import { err, type IssuedToken, type Lease, type MintPlan, ok, sameScope } from '@connect-token/core';
import { call, storeAway } from './call.ts';
import { endUnfinished } from './ending.ts';
import type { Outcome } from './outcome.ts';
import { settle } from './settlement.ts';
import { type Surroundings, stampNow } from './surroundings.ts';

/** Compares what was made with what was planned, and makes the lease active if nobody has ended it meanwhile. */
export async function activate(
  around: Surroundings,
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
    // The row may be active or not: either way the token goes, and the reaper finds the row by name or by expiry.
    await call(around, around.controlPlane.tokens.delete(token.id));
    return err([storeAway(cause)]);
  }
  // Ended while its token was being made: nobody will ever hold the token, so it ends here and now.
  await settle(around, known);
  return err([{ code: 'LEASE_ENDED', leaseId: lease.id }]);
}
