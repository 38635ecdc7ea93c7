import { seconds, strictestPlan } from '@connect-token/core';
import { type Surroundings, systemRandom } from '@connect-token/lifecycle';
import { sha256OfToken } from '@connect-token/protocol';
import type { BrokerDeps } from './broker-deps.ts';
import { createEventLog } from './event-log.ts';
import { LEEWAY } from './oidc/identity.ts';

/** What the use cases stand on, from what the broker was given. */
export function surroundingsOf(deps: BrokerDeps, policy: Surroundings['policy']): Surroundings {
  const { config, accountPlan, leases, clock, timer, ids, timings, log, metrics } = deps;
  const controlPlane = metrics?.timed(deps.controlPlane) ?? deps.controlPlane;
  const events = createEventLog(log);
  return {
    controlPlane,
    leases,
    clock,
    timer,
    ids,
    random: systemRandom,
    sink: metrics?.counted(events) ?? events,
    policy,
    plan: async () =>
      accountPlan === undefined ? config.plan : strictestPlan(config.plan, await accountPlan()),
    ceilings: config.ceilings,
    builtIn: {
      allowEveryone: config.account.allowEveryone,
      typesKnown: controlPlane.capabilities.vaultTypesKnown,
    },
    timings,
    digest: (token) => sha256OfToken(token.reveal()),
    idTokenKeep: seconds(LEEWAY + 60),
  };
}
