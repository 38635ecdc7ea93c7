import type {
  Clock,
  ControlPlane,
  CreditPlan,
  IdGenerator,
  LeaseStore,
  Timer,
  Timings,
  TrustPolicy,
} from '@connect-token/core';
import type { TokenUses } from '@connect-token/lifecycle';
import type { Config } from '@connect-token/protocol/files';
import type { Logger } from 'pino';
import type { GitHubInstance } from './github/instance.ts';
import type { PollTimings } from './github/poller.ts';
import type { Limits } from './limits.ts';
import type { Metrics } from './metrics/metrics.ts';

/** What the service is put together from. */
export interface BrokerDeps {
  readonly config: Config;
  /** What rules until another one is put in its place. */
  readonly policy: TrustPolicy;
  readonly controlPlane: ControlPlane;
  /** The account's own plan, where it keeps one: the stricter of it and the configuration's rules each mint. */
  readonly accountPlan?: () => Promise<CreditPlan>;
  readonly leases: LeaseStore;
  /** What tokens were used for, where the account knows: told to whoever sweeps. */
  readonly tokenUses?: TokenUses;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdGenerator;
  readonly timings: Timings;
  readonly log: Logger;
  /** Who says that jobs are over, or is asked; nobody where it is left out. */
  readonly github?: readonly GitHubInstance[];
  /** `POLL_TIMINGS` unless a test is in a hurry. */
  readonly pollTimings?: PollTimings;
  /** Where nobody wants them, nothing is counted or timed. */
  readonly metrics?: Metrics;
  /** What `/readyz` tells beside its own reasons; it doesn't keep jobs from being served. */
  readonly warnings?: () => readonly string[];
  /** `LIMITS` unless a test needs smaller ones. */
  readonly limits?: Limits;
}
