import type { OpenLease } from '@connect-token/broker-client';

/** An attempt of a run, and the open leases of its jobs: what GitHub is asked about at once. */
export interface Attempt {
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly leases: readonly OpenLease[];
}

/** In the order of their oldest lease. */
export function attemptsOf(leases: readonly OpenLease[]): readonly Attempt[] {
  const attempts = new Map<string, Attempt>();
  for (const lease of leases) {
    const { repositoryId, runId, runAttempt } = lease;
    const key = [repositoryId, runId, runAttempt].join(' ');
    const others = attempts.get(key)?.leases ?? [];
    attempts.set(key, { repositoryId, runId, runAttempt, leases: [...others, lease] });
  }
  return [...attempts.values()];
}

/** Of a job that is over. A lease whose issuer names no check run is its run attempt's: the end of a job isn't its own. */
export const leasesOfJobs = ({ leases }: Attempt, checkRuns: ReadonlySet<string>): readonly OpenLease[] =>
  leases.filter(({ checkRunId }) => checkRunId !== null && checkRuns.has(checkRunId));
