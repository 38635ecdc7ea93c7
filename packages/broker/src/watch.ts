import type { Instant } from '@connect-token/core';
import type { Surroundings } from '@connect-token/lifecycle';
import type { BrokerDeps } from './broker-deps.ts';
import { inTime } from './deadline.ts';
import { readCredits } from './metrics/credits.ts';
import type { IssuerKeys } from './oidc/issuer-keys.ts';
import { createReadiness, type Readiness } from './readiness.ts';

interface Watched {
  readonly surroundings: Surroundings;
  readonly issuers: readonly IssuerKeys[];
  readonly lastPassAt: () => Instant | null;
}

/** What operators see of a broker: its readiness, and the values of its metrics where somebody wants them. */
export function watch(
  { metrics, warnings = () => [] }: BrokerDeps,
  { surroundings, issuers, lastPassAt }: Watched,
): () => Promise<Readiness> {
  const { controlPlane, leases, clock, timer, timings } = surroundings;
  const { sweepEvery, callWithin } = timings;
  const readiness = createReadiness({
    issuers,
    controlPlane,
    leases,
    lastPassAt,
    sweepEvery,
    warnings,
    clock,
    timer,
  });
  metrics?.watch({
    census: () => inTime(timer, callWithin, leases.census(clock.now())),
    credits: () => inTime(timer, callWithin, readCredits(surroundings)),
    readiness,
    lastPassAt,
    now: clock.now,
  });
  return readiness;
}
