import { standingUsage } from '@connect-token/core';
import type { Surroundings } from '@connect-token/lifecycle';
import type { CreditFacts } from './metrics.ts';

/** The ceiling that rules, and what leases don't account for. Rejects where the account or the store doesn't answer. */
export async function readCredits({
  plan: readPlan,
  controlPlane,
  leases,
  clock,
}: Pick<Surroundings, 'plan' | 'controlPlane' | 'leases' | 'clock'>): Promise<CreditFacts> {
  const [plan, tokens, servers] = await Promise.all([
    readPlan(),
    controlPlane.tokens.list(),
    controlPlane.servers.list(),
  ]);
  if (!tokens.ok) throw new Error(tokens.error.failure.code);
  if (!servers.ok) throw new Error(servers.error.failure.code);
  return {
    limit: plan.kind === 'metered' ? plan.limit : null,
    standing: standingUsage(tokens.value, servers.value, leases.instance, clock.now()),
  };
}
