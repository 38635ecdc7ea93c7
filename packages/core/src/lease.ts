import type { Job, Run, RunAttempt } from './identity.ts';
import type { TokenVault } from './scope.ts';
import { type Instant, instant, milliseconds, type Seconds, seconds } from './time.ts';

/** One job's hold on one token. `failed` is an intent of which nothing was ever created. */
export const LEASE_STATES = ['intent', 'active', 'revoking', 'revoked', 'failed'] as const;

export type LeaseState = (typeof LEASE_STATES)[number];

/** INVARIANT: states only move forward (I7). Every store changes a state by compare-and-set along these arrows. */
export const LEASE_MOVES: Readonly<Record<LeaseState, readonly LeaseState[]>> = {
  intent: ['active', 'revoking', 'failed'],
  active: ['revoking'],
  revoking: ['revoked'],
  revoked: [],
  failed: [],
};

export const END_REASONS = [
  'handle',
  'token',
  'webhook',
  'poll',
  'operator',
  'run',
  'sweep',
  'expiry',
  'abandoned',
  'scope-mismatch',
  'outcome-unknown',
  'orphan',
] as const;

/**
 * Why a lease ended: its handle or its token was given back, GitHub said by itself or when asked that its job is over, a person
 * ended it, a job of its own run did or one that sweeps, it expired, its mint never finished, the control plane gave another scope than
 * was planned, or didn't say what it did; or it was born ending, for a token of ours that no lease explained.
 */
export type EndReason = (typeof END_REASONS)[number];

export interface Lease {
  /** A ULID made by the broker. */
  readonly id: string;
  readonly state: LeaseState;
  /** The token's name at the control plane: unique, and findable after a crash. */
  readonly tokenName: string;
  /** base64url(SHA-256(handle)); `null` where the client sent no `Idempotency-Key`. */
  readonly key: string | null;
  /** `null` for an orphan: nobody knows any more whose it was. */
  readonly job: Job | null;
  readonly serverId: string;
  readonly vaults: readonly TokenVault[];
  /** `null` for an orphan, like the policy's hash. */
  readonly rule: string | null;
  readonly policyHash: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** After this instant the mint sends nothing any more, so the lease may be ended as abandoned. */
  readonly sendDeadline: Instant;
  readonly tokenId: string | null;
  readonly endReason: EndReason | null;
  readonly endedAt: Instant | null;
  /** Tries to end its token that didn't, since it is revoking. */
  readonly attempts: number;
  /** Nobody looks at it before this; `null`: whenever it is due. */
  readonly nextTryAt: Instant | null;
  /** When a list first lacked its token: what a second list is held against (F13). */
  readonly absentAt: Instant | null;
  /** Since when an operator should look. A flag on revoking, never a state: the tries go on. */
  readonly stuckAt: Instant | null;
  /** Grows with each claim: a replica that was stopped for a while writes nothing over a later one's work (F30). */
  readonly epoch: number;
}

/** Credits are held until the token is provably gone, not until somebody asked for it. */
export const holdsCredits = (state: LeaseState): boolean =>
  state === 'intent' || state === 'active' || state === 'revoking';

/** A run of a workflow, one of its attempts, or whatever else ends many leases at once. A repository is its id: names move. */
export type LeaseGroup =
  /** One job. A lease whose issuer names no check runs is its run attempt's: this end isn't its own. */
  | { readonly by: 'job'; readonly job: Job & { readonly checkRunId: string } }
  | { readonly by: 'run-attempt'; readonly attempt: RunAttempt }
  | { readonly by: 'lease'; readonly leaseId: string }
  /** All attempts of it. Issuers and repositories share run ids: this is the run that a job can speak for. */
  | { readonly by: 'own-run'; readonly run: Run }
  | { readonly by: 'run'; readonly runId: string }
  | { readonly by: 'repository'; readonly repositoryId: string }
  | { readonly by: 'all' };

/** Open leases of one job, and of one run attempt: two uses in a job work, a loop that mints doesn't (T30). */
export const OPEN_LEASES_PER_JOB_MAX = 5;
export const OPEN_LEASES_PER_RUN_MAX = 100;

const TOKEN_NAME_PREFIX = 'ct1';

/** `ct1.<instance>.<lease>`: what a sweep recognises as its own. Instance: 8 characters of `[a-z0-9]`, random, made with the store. */
export const leaseTokenName = (instance: string, leaseId: string): string =>
  `${TOKEN_NAME_PREFIX}.${instance}.${leaseId}`;

export const isLeaseTokenName = (name: string, instance: string): boolean =>
  name.startsWith(`${TOKEN_NAME_PREFIX}.${instance}.`);

/** How soon, and how surely, a control plane shows what it did. Declared by each driver, never sniffed. */
export interface Settlement {
  /** A create whose answer was lost has landed by then, or never will. */
  readonly settlesWithin: Seconds;
  readonly listsMayBeStale: boolean;
}

/** Every duration of the protocol in one value, so that tests can shrink them together (`scaleTimings`). */
export interface Timings {
  /** From intent to the moment after which nothing is sent. */
  readonly sendWithin: Seconds;
  /** The deadline of one call to the control plane. */
  readonly callWithin: Seconds;
  /** How long a revocation waits for the control plane before it answers `revoking`. */
  readonly revokeWithin: Seconds;
  /** At most this between two passes of the reaper; less where a lease falls due sooner. */
  readonly sweepEvery: Seconds;
  /** A lease that one replica has claimed and not settled is anybody's again: what a crash in the middle of a pass costs at most. */
  readonly claimFor: Seconds;
  /** The first pause after a try that failed; it doubles, up to `retryMax`, each with full jitter. */
  readonly retryFirst: Seconds;
  readonly retryMax: Seconds;
  /** Revoking for so long is stuck. */
  readonly stuckAfter: Seconds;
  /** Between the two lists that prove a token's absence where lists may be stale. */
  readonly absentTwice: Seconds;
  /** Between two looks for tokens of ours that no lease explains. */
  readonly orphansEvery: Seconds;
  /** How long a control plane that answers nothing is left alone, but for one call that may find it back. */
  readonly awayFor: Seconds;
  /** How far the control plane's clock may be behind ours: past its expiry by so much, a token serves nowhere. */
  readonly skewWithin: Seconds;
  /** How long a lease that is over stays, past its expiry. */
  readonly leaseKeep: Seconds;
  /** How long a job that is over is remembered. */
  readonly jobKeep: Seconds;
}

export const TIMINGS: Timings = {
  sendWithin: seconds(10),
  callWithin: seconds(10),
  revokeWithin: seconds(5),
  sweepEvery: seconds(60),
  claimFor: seconds(30),
  retryFirst: seconds(1),
  retryMax: seconds(300),
  stuckAfter: seconds(600),
  absentTwice: seconds(5),
  orphansEvery: seconds(600),
  awayFor: seconds(5),
  skewWithin: seconds(120),
  leaseKeep: seconds(30 * 86_400),
  jobKeep: seconds(600),
};

/** The same protocol, `divisor` times as fast. For tests. */
export const scaleTimings = (timings: Timings, divisor: number): Timings =>
  Object.fromEntries(
    Object.entries(timings).map(([name, span]) => [
      name,
      milliseconds(Math.max(1, Math.round((span * 1000) / divisor))),
    ]),
  ) as unknown as Timings;

export type ReapStep =
  | { readonly kind: 'leave' }
  | { readonly kind: 'end'; readonly reason: EndReason }
  | { readonly kind: 'settle' };

/** What a pass does with one lease: end what is due, settle what is ending, leave the rest. */
export function planReap(lease: Pick<Lease, 'state' | 'expiresAt' | 'sendDeadline'>, now: Instant): ReapStep {
  switch (lease.state) {
    case 'intent':
      return now > lease.sendDeadline ? { kind: 'end', reason: 'abandoned' } : { kind: 'leave' };
    case 'active':
      return now >= lease.expiresAt ? { kind: 'end', reason: 'expiry' } : { kind: 'leave' };
    case 'revoking':
      return { kind: 'settle' };
    case 'revoked':
    case 'failed':
      return { kind: 'leave' };
  }
}

/** From when on somebody has to look at a lease: `planReap`'s instant, or its next try; `null` once nothing is left to do. */
export function dueAt(lease: DueFacts): Instant | null {
  const own = ownDueAt(lease);
  if (own === null || lease.nextTryAt === null) return own;
  return lease.nextTryAt > own ? lease.nextTryAt : own;
}

type DueFacts = Pick<Lease, 'state' | 'expiresAt' | 'sendDeadline' | 'endedAt' | 'nextTryAt'>;

function ownDueAt(lease: DueFacts): Instant | null {
  switch (lease.state) {
    case 'intent':
      return instant(lease.sendDeadline + 1);
    case 'active':
      return lease.expiresAt;
    case 'revoking':
      return lease.endedAt;
    case 'revoked':
    case 'failed':
      return null;
  }
}
