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
import type { Watched } from './watched.ts';

/** `standing`: usage of the tokens that no lease accounts for, which the store can't count by itself. */
export interface GatheredFacts extends MintFacts {
  readonly standing: Credits;
}

/** Everything that `planMint` needs to know, or what couldn't be asked. */
export async function gather(around: Watched, identity: WorkloadIdentity): Promise<Outcome<GatheredFacts>> {
  const { controlPlane, policy, leases, builtIn, clock } = around;
  // A stranger costs no call to the control plane.
  const standing = standingOf(policy, identity);
  if (standing.kind === 'denied') return err([{ code: 'POLICY_DENIED', reasons: standing.reasons }]);
  // Nobody waits for the deadlines of a control plane that is known to be away (F19).
  if (!around.circuit.admits())
    return err([{ code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'its last calls were not answered' }]);

  const [plan, vaults, servers] = await Promise.all([
    stored(around.plan),
    call(around, controlPlane.vaults.list()),
    call(around, controlPlane.servers.list()),
  ]);
  if (!plan.ok) return err([plan.error]);
  if (!vaults.ok) return err([vaults.error.failure]);
  if (!servers.ok) return err([servers.error.failure]);

  // Without a ceiling nobody has to count.
  const metered = plan.value.kind === 'metered';
  const [tokens, held] = await Promise.all([
    metered ? call(around, controlPlane.tokens.list()) : ok([]),
    metered ? stored(leases.heldCredits) : ok(0),
  ]);
  if (!tokens.ok) return err([tokens.error.failure]);
  if (!held.ok) return err([held.error]);

  const now = clock.now();
  const used = standingUsage(tokens.value, servers.value, leases.instance, now);
  return ok({
    identity,
    policy,
    servers: servers.value,
    vaults: vaults.value,
    builtIn,
    plan: plan.value,
    standing: used,
    used: used + held.value,
    now,
  });
}

async function stored<T>(read: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await read());
  } catch (cause) {
    return err(storeAway(cause));
  }
}
