import { type Seconds, seconds } from '@connect-token/core';
import { API_LIMITS } from './github/bounded-fetch.ts';
import { FETCH_LIMITS, type FetchLimits } from './oidc/fetch-json.ts';

/** Everything that bounds what strangers can cost, in one value, so that tests can shrink it. */
export interface Limits {
  readonly http: HttpLimits;
  readonly rates: RateLimits;
  readonly management: ManagementLimits;
  readonly fetch: FetchLimits;
  /** What one answer of GitHub's API may cost. */
  readonly api: FetchLimits;
  /** GitHub sends up to 25 MB, but of jobs and runs some 30 KB: what is larger is left to the poll. */
  readonly webhookBytesMax: number;
  /** Unknown handles that are remembered at a time (F41): past that, the next is refused, and none is dropped. */
  readonly tombstonesMax: number;
  /** How long `close` waits for requests that are being answered. */
  readonly drainWithin: Seconds;
}

export interface HttpLimits {
  readonly bodyBytesMax: number;
  readonly headerBytesMax: number;
  /** From the first byte of a connection, or of its next request, to the last byte of the headers. */
  readonly headersTimeoutMs: number;
  /** To the last byte of the body. */
  readonly requestTimeoutMs: number;
  /** How often both are looked at: alone, they would be looked at every 30 s. */
  readonly checkEveryMs: number;
  /** A connection on which nothing moves, also while its answer waits to be read. */
  readonly idleTimeoutMs: number;
  /** Between two requests: longer than the 60 s of usual proxies, so that they close first and never send into a closed one. */
  readonly keepAliveMs: number;
  readonly connectionsMax: number;
}

/** Requests a minute. Behind a proxy all addresses are the proxy's, so these are what the whole broker may take. */
interface RateLimits {
  readonly mintsPerAddress: number;
  /** A matrix of 256 jobs that all start at once, twice (T28); dry runs and all else that its jobs ask count with them. */
  readonly mintsPerRepository: number;
  readonly revocationsPerAddress: number;
  /** Whatever jobs ask beside: a sweep of ten thousand leases asks some 250 times. */
  readonly questionsPerAddress: number;
  /** Four deliveries a job, and three a run: some 2,000 jobs a minute. What is refused is left to the poll. */
  readonly webhooksPerAddress: number;
  /** Unknown handles, each of which is remembered (F41). */
  readonly tombstonesPerAddress: number;
}

interface ManagementLimits {
  /** Requests a minute, before anybody looks at a credential. The owner's socket has none: its caller could end the process as well. */
  readonly requestsPerAddress: number;
  /** A server with 2,000 vaults takes half of it. */
  readonly bodyBytesMax: number;
  /** A page ends early where it grows beyond this; one row is never cut. */
  readonly pageBytesMax: number;
}

export const LIMITS: Limits = {
  http: {
    bodyBytesMax: 65_536,
    headerBytesMax: 16_384,
    headersTimeoutMs: 5_000,
    requestTimeoutMs: 10_000,
    checkEveryMs: 1_000,
    idleTimeoutMs: 30_000,
    keepAliveMs: 65_000,
    connectionsMax: 2_000,
  },
  rates: {
    mintsPerAddress: 6_000,
    mintsPerRepository: 600,
    revocationsPerAddress: 6_000,
    questionsPerAddress: 6_000,
    webhooksPerAddress: 12_000,
    tombstonesPerAddress: 600,
  },
  management: { requestsPerAddress: 6_000, bodyBytesMax: 262_144, pageBytesMax: 1_048_576 },
  fetch: FETCH_LIMITS,
  api: API_LIMITS,
  webhookBytesMax: 1_048_576,
  tombstonesMax: 100_000,
  drainWithin: seconds(10),
};
