import {
  type CreditHolder,
  type CreditPlan,
  type Credits,
  err,
  type Failure,
  type LeaseIntent,
  type MintFacts,
  type MintPlan,
  ok,
  type Result,
  standingOf,
  standingOn,
  type Token,
  type TrustPolicy,
  type WorkloadIdentity,
} from '@connect-token/core';
import { call, refuseAway, storeAway } from './call.ts';
import type { Outcome } from './outcome.ts';
import type { Watched } from './watched.ts';

/** And what the credits are counted by, beside the leases that the store counts itself. */
export interface GatheredFacts extends MintFacts {
  readonly plan: CreditPlan;
  /** Empty where nothing has a ceiling: then nobody counts. */
  readonly tokens: readonly Token[];
}

/** What the store admits a lease by. */
export const admissionOf = (
  { plan, tokens, servers, now }: GatheredFacts,
  { ceilings }: Pick<MintPlan, 'ceilings'>,
  instance: string,
): LeaseIntent['admission'] => {
  const standing = (holder: CreditHolder): Credits => standingOn(holder, tokens, servers, instance, now);
  return {
    plan,
    standing: standing({ kind: 'account' }),
    ceilings: ceilings.map((each) => ({ ...each, standing: standing(each.holder) })),
  };
};

/** Everything that `planMint` needs to know, or what couldn't be asked. */
export async function gather(
  around: Watched,
  policy: TrustPolicy,
  identity: WorkloadIdentity,
): Promise<Outcome<GatheredFacts>> {
  const { controlPlane, builtIn, clock, ceilings = [] } = around;
  // A stranger costs no call to the control plane.
  const standing = standingOf(policy, identity);
  if (standing.kind === 'denied') return err([{ code: 'POLICY_DENIED', reasons: standing.reasons }]);
  const away = refuseAway(around);
  if (away !== undefined) return err([away]);

  const [plan, vaults, servers] = await Promise.all([
    stored(around.plan),
    call(around, controlPlane.vaults.list()),
    call(around, controlPlane.servers.list()),
  ]);
  if (!plan.ok) return err([plan.error]);
  if (!vaults.ok) return err([vaults.error.failure]);
  if (!servers.ok) return err([servers.error.failure]);

  // Of a rule's credits standing tokens take none.
  const counts = plan.value.kind === 'metered' || ceilings.length > 0;
  const tokens = counts ? await call(around, controlPlane.tokens.list()) : ok([]);
  if (!tokens.ok) return err([tokens.error.failure]);
  return ok({
    identity,
    policy,
    servers: servers.value,
    vaults: vaults.value,
    builtIn,
    plan: plan.value,
    ceilings,
    tokens: tokens.value,
    now: clock.now(),
  });
}

async function stored<T>(read: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await read());
  } catch (cause) {
    return err(storeAway(cause));
  }
}
