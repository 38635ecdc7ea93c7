import { type Credits, type Instant, instant } from '@connect-token/core';
import type { SweepLeasesAnswer, SweepTokensAnswer } from '@connect-token/protocol/workload';
import type { Pages } from './pages.ts';

/** A lease that can be ended, and the job that it is bound to. */
export interface OpenLease {
  readonly id: string;
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: string;
  /** `null` where the issuer names none: the lease is its run attempt's then. */
  readonly checkRunId: string | null;
  readonly credits: Credits;
  readonly rule: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** A token that somebody made by hand. */
export interface StandingToken {
  readonly id: string;
  readonly name: string;
  readonly server: { readonly id: string; readonly name: string | null };
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  /** `null`: no use is known. */
  readonly lastUsedAt: Instant | null;
}

export interface StandingTokens extends Pages<StandingToken> {
  /** Since when uses are known; `null`: the account knows of none. */
  readonly usesSince: Instant | null;
}

/** Of a text that the schema let pass. */
export const toInstant = (text: string | null): Instant | null =>
  text === null ? null : instant(Date.parse(text));

export const openLeaseOf = (lease: SweepLeasesAnswer['leases'][number]): OpenLease => ({
  id: lease.id,
  repositoryId: lease.repository_id,
  runId: lease.run_id,
  runAttempt: lease.run_attempt,
  checkRunId: lease.check_run_id,
  credits: lease.credits,
  rule: lease.rule,
  createdAt: instant(Date.parse(lease.created_at)),
  expiresAt: instant(Date.parse(lease.expires_at)),
});

export const standingTokenOf = (token: SweepTokensAnswer['tokens'][number]): StandingToken => ({
  id: token.id,
  name: token.name,
  server: token.server,
  createdAt: instant(Date.parse(token.created_at)),
  expiresAt: toInstant(token.expires_at),
  lastUsedAt: toInstant(token.last_used_at),
});
