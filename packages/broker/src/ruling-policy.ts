import { err, type Failure, type NonEmpty, ok, type Result, type TrustPolicy } from '@connect-token/core';
import type { BrokerDeps } from './broker-deps.ts';
import { inTime } from './deadline.ts';
import { type Locations, resolveNames } from './locations.ts';

/** The hashes of the policy that ruled and of the one that does from now on. */
export interface PolicyChange {
  readonly from: string;
  readonly to: string;
}

export type RememberChange = (change: PolicyChange) => Promise<Result<unknown, Failure>>;

/** Which policy rules at the moment, and where jobs reach the servers that it grants. */
export interface RulingPolicy {
  readonly now: () => TrustPolicy;
  readonly locations: Locations;
  /**
   * Lets another one rule, from the next decision on: a mint that is under way ends under the one that it began with (F38). Answers with
   * `null` where it is the same file. Fails as the start does, or as `remember`, and then nothing has changed: the change is remembered
   * before it is one. INVARIANT: one at a time; whoever calls sees to that.
   */
  replace(
    next: TrustPolicy,
    remember: RememberChange,
  ): Promise<Result<PolicyChange | null, NonEmpty<Failure>>>;
}

/** Fails with every name in the policy and the configuration that doesn't resolve, or `CONTROL_PLANE_UNAVAILABLE`. */
export async function openRulingPolicy(deps: BrokerDeps): Promise<Result<RulingPolicy, NonEmpty<Failure>>> {
  const first = await gatherLocations(deps, deps.policy);
  if (!first.ok) return first;
  const locations = new Map(first.value);
  let policy = deps.policy;
  return ok({
    now: () => policy,
    locations,
    replace: async (next, remember) => {
      const found = await gatherLocations(deps, next);
      if (!found.ok) return found;
      const change = next.hash === policy.hash ? null : { from: policy.hash, to: next.hash };
      const remembered = change === null ? ok(null) : await remember(change);
      if (!remembered.ok) return err([remembered.error]);
      // Earlier ones stay: a mint that began before may be about to be told its server's.
      for (const [serverId, connectUrl] of found.value) locations.set(serverId, connectUrl);
      policy = next;
      return ok(change);
    },
  });
}

async function gatherLocations(
  { config, controlPlane, timer, timings }: BrokerDeps,
  policy: TrustPolicy,
): Promise<Result<Locations, NonEmpty<Failure>>> {
  // Vaults are named by ceilings only.
  const vaultsNamed = config.ceilings.length > 0;
  const listed = Promise.all([
    controlPlane.servers.list(),
    vaultsNamed ? controlPlane.vaults.list() : ok([]),
  ]);
  const answers = await inTime(timer, timings.callWithin, listed);
  if (!answers.ok) return err([{ code: 'CONTROL_PLANE_UNAVAILABLE', cause: answers.error }]);
  const [servers, vaults] = answers.value;
  if (!servers.ok) return err([servers.error.failure]);
  if (!vaults.ok) return err([vaults.error.failure]);
  const things = { servers: servers.value, vaults: vaults.value };
  return resolveNames(config, policy, things);
}
