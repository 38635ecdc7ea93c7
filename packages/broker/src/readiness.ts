import {
  type Clock,
  type ControlPlane,
  type Instant,
  type LeaseStore,
  plus,
  type Result,
  type Seconds,
  seconds,
  type Timer,
} from '@connect-token/core';
import { inTime } from './deadline.ts';
import type { IssuerKeys, KeysStatus } from './oidc/issuer-keys.ts';

/** `degraded` serves: it is for an alarm, not for a load balancer. */
export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly reasons: readonly string[];
}

/** Anybody may ask, so what it costs is bounded: one look a second, whoever asks. */
const LOOK_EVERY = seconds(1);

const CHECK_WITHIN = seconds(2);

/** Passes that may be late or fail before leases count as unattended (F31). */
const PASSES_MISSED_MAX = 3;

export interface ReadinessDeps {
  readonly issuers: readonly IssuerKeys[];
  readonly controlPlane: ControlPlane;
  readonly leases: LeaseStore;
  readonly lastPassAt: () => Instant | null;
  readonly sweepEvery: Seconds;
  readonly clock: Clock;
  readonly timer: Timer;
}

export function createReadiness(around: ReadinessDeps): () => Promise<Readiness> {
  let look: { readonly at: Instant; readonly outcome: Promise<Readiness> } | undefined;
  return () => {
    const now = around.clock.now();
    if (look === undefined || now < look.at || now >= plus(look.at, LOOK_EVERY))
      look = { at: now, outcome: gather(around).then(planReadiness) };
    return look.outcome;
  };
}

export interface ReadinessFacts {
  readonly issuers: readonly { readonly issuer: string; readonly keys: KeysStatus }[];
  readonly store: Result<unknown, string>;
  readonly controlPlane: Result<Result<unknown, unknown>, string>;
  readonly lastPassAt: Instant | null;
  readonly sweepEvery: Seconds;
  readonly now: Instant;
}

async function gather(around: ReadinessDeps): Promise<ReadinessFacts> {
  const { timer, leases, controlPlane, clock, sweepEvery } = around;
  const [store, servers] = await Promise.all([
    inTime(timer, CHECK_WITHIN, leases.heldCredits()),
    inTime(timer, CHECK_WITHIN, controlPlane.servers.list()),
  ]);
  return {
    issuers: around.issuers.map((keys) => ({ issuer: keys.issuer, keys: keys.status() })),
    store,
    controlPlane: servers,
    lastPassAt: around.lastPassAt(),
    sweepEvery,
    now: clock.now(),
  };
}

/**
 * Whether mints can succeed and leases end. One issuer without keys leaves the others working; none with keys is the end.
 * Reasons name what is away and not why: the log says that, and anybody may read this.
 */
export function planReadiness(facts: ReadinessFacts): Readiness {
  const { issuers, store, controlPlane, lastPassAt, sweepEvery, now } = facts;
  const missing = issuers.filter(({ keys }) => keys.kind === 'missing');
  const stale = issuers.filter(({ keys }) => keys.kind === 'stale');
  const keyless = [
    ...missing.map(({ issuer }) => `issuer keys: none of ${issuer}`),
    ...stale.map(({ issuer }) => `issuer keys: those of ${issuer} could not be refreshed`),
  ];
  const fatal: string[] = [];
  if (!store.ok) fatal.push('store: does not answer');
  if (!controlPlane.ok || !controlPlane.value.ok) fatal.push('control plane: does not answer');
  if (lastPassAt === null) fatal.push('reaper: no pass yet');
  else if (now > plus(lastPassAt, seconds(sweepEvery * PASSES_MISSED_MAX)))
    fatal.push(`reaper: no pass since ${new Date(lastPassAt).toISOString()}`);
  const unready = fatal.length > 0 || missing.length === issuers.length;
  const status = unready ? 'unready' : keyless.length > 0 ? 'degraded' : 'ready';
  return { status, reasons: [...keyless, ...fatal] };
}
