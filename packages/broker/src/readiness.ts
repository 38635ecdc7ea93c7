import {
  type Clock,
  type ControlPlane,
  type Instant,
  type LeaseCensus,
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
  /** What else an operator should look at: it doesn't keep jobs from being served. */
  readonly warnings: () => readonly string[];
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
  readonly store: Result<LeaseCensus, string>;
  readonly controlPlane: Result<Result<unknown, unknown>, string>;
  readonly lastPassAt: Instant | null;
  readonly sweepEvery: Seconds;
  readonly warnings: readonly string[];
  readonly now: Instant;
}

async function gather(around: ReadinessDeps): Promise<ReadinessFacts> {
  const { timer, leases, controlPlane, clock, sweepEvery } = around;
  const [store, servers] = await Promise.all([
    inTime(timer, CHECK_WITHIN, leases.census(clock.now())),
    inTime(timer, CHECK_WITHIN, controlPlane.servers.list()),
  ]);
  return {
    issuers: around.issuers.map((keys) => ({ issuer: keys.issuer, keys: keys.status() })),
    store,
    controlPlane: servers,
    lastPassAt: around.lastPassAt(),
    sweepEvery,
    warnings: around.warnings(),
    now: clock.now(),
  };
}

/**
 * Whether mints can succeed and leases end. One issuer without keys leaves the others working; none with keys is the end.
 * Reasons name what is away and not why: the log says that, and anybody may read this.
 */
export function planReadiness(facts: ReadinessFacts): Readiness {
  const { issuers, store, warnings } = facts;
  const missing = issuers.filter(({ keys }) => keys.kind === 'missing');
  const stale = issuers.filter(({ keys }) => keys.kind === 'stale');
  const degrading = [
    ...missing.map(({ issuer }) => `issuer keys: none of ${issuer}`),
    ...stale.map(({ issuer }) => `issuer keys: those of ${issuer} could not be refreshed`),
    ...(store.ok ? unattended(store.value, facts) : []),
    ...warnings,
  ];
  const fatal = fatalReasons(facts);
  const unready = fatal.length > 0 || missing.length === issuers.length;
  const status = unready ? 'unready' : degrading.length > 0 ? 'degraded' : 'ready';
  return { status, reasons: [...degrading, ...fatal] };
}

function fatalReasons({ store, controlPlane, lastPassAt, sweepEvery, now }: ReadinessFacts): string[] {
  const fatal: string[] = [];
  if (!store.ok) fatal.push('store: does not answer');
  if (!controlPlane.ok || !controlPlane.value.ok) fatal.push('control plane: does not answer');
  if (lastPassAt === null) fatal.push('reaper: no pass yet');
  else if (isLate(lastPassAt, sweepEvery, now)) fatal.push(`reaper: no pass since ${formatTime(lastPassAt)}`);
  return fatal;
}

/** Leases that somebody has to look at: their tokens may be alive, and their credits are held. */
function unattended(
  { stuck, overdue, oldestDueAt }: LeaseCensus,
  { sweepEvery, now }: ReadinessFacts,
): string[] {
  const reasons = stuck > 0 ? [`leases: ${stuck} stuck, their tokens resist being revoked`] : [];
  if (oldestDueAt !== null && isLate(oldestDueAt, sweepEvery, now))
    reasons.push(`leases: ${overdue} overdue, the oldest since ${formatTime(oldestDueAt)}`);
  return reasons;
}

const isLate = (at: Instant, sweepEvery: Seconds, now: Instant): boolean =>
  now > plus(at, seconds(sweepEvery * PASSES_MISSED_MAX));

const formatTime = (at: Instant): string => new Date(at).toISOString();
