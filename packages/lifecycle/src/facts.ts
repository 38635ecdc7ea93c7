import {
  type Credits,
  err,
  type Failure,
  type MintFacts,
  ok,
  type Result,
  standingOf,
  standingUsage,
  type WorkloadIdentity,
} from '@connect-token/core';
import { call, storeAway } from './call.ts';
import type { Outcome } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

/** `standing`: usage of the tokens that no lease accounts for, which the store can't count by itself. */
export interface GatheredFacts extends MintFacts {
  readonly standing: Credits;
}

/** Everything that `planMint` needs to know, or what couldn't be asked. */
export async function gather(
  around: Surroundings,
  identity: WorkloadIdentity,
): Promise<Outcome<GatheredFacts>> {
  const { controlPlane, policy, plan, builtIn, clock } = around;
  // A stranger costs no call to the control plane.
  const standing = standingOf(policy, identity);
  if (standing.kind === 'denied') return err([{ code: 'POLICY_DENIED', reasons: standing.reasons }]);

  const metered = plan.kind === 'metered';
  const [vaults, servers, tokens, held] = await Promise.all([
    call(around, controlPlane.vaults.list()),
    call(around, controlPlane.servers.list()),
    metered ? call(around, controlPlane.tokens.list()) : ok([]),
    metered ? heldCredits(around) : ok(0),
  ]);
  if (!vaults.ok) return err([vaults.error.failure]);
  if (!servers.ok) return err([servers.error.failure]);
  if (!tokens.ok) return err([tokens.error.failure]);
  if (!held.ok) return err([held.error]);

  const now = clock.now();
  const used = standingUsage(tokens.value, servers.value, around.leases.instance, now);
  return ok({
    identity,
    policy,
    servers: servers.value,
    vaults: vaults.value,
    builtIn,
    plan,
    standing: used,
    used: used + held.value,
    now,
  });
}

async function heldCredits({ leases }: Surroundings): Promise<Result<number, Failure>> {
  try {
    return ok(await leases.heldCredits());
  } catch (cause) {
    return err(storeAway(cause));
  }
}
