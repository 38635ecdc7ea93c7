import {
  holdsCredits,
  type Lease,
  type LeaseGroup,
  type LeaseSelector,
  type RunAttempt,
} from '@connect-token/core';

/** A lease as a store keeps it: with the hash of its token, which no port answers. */
export interface LeaseRow extends Lease {
  readonly tokenSha256: string | null;
}

/** What a lease begins with. */
export const UNBORN = {
  tokenId: null,
  tokenSha256: null,
  endReason: null,
  endedAt: null,
  attempts: 0,
  nextTryAt: null,
  absentAt: null,
  stuckAt: null,
  epoch: 0,
} as const;

export const plain = ({ tokenSha256: _, ...lease }: LeaseRow): Lease => lease;

export function isSelected(lease: LeaseRow, which: LeaseSelector): boolean {
  switch (which.by) {
    case 'id':
      return lease.id === which.leaseId;
    case 'key':
      return lease.key === which.key;
    case 'token':
      return lease.tokenSha256 === which.sha256;
  }
}

export function isOfGroup({ id, job }: Lease, which: LeaseGroup): boolean {
  if (which.by === 'all') return true;
  if (which.by === 'lease') return id === which.leaseId;
  if (job === null) return false;
  switch (which.by) {
    case 'job':
      return isSameAttempt(job, which.job) && job.checkRunId === which.job.checkRunId;
    case 'run-attempt':
      return isSameAttempt(job, which.attempt);
    case 'own-run':
      return (
        job.issuer === which.run.issuer &&
        job.repositoryId === which.run.repositoryId &&
        job.runId === which.run.runId
      );
    case 'run':
      return job.runId === which.runId;
    case 'repository':
      return job.repositoryId === which.repositoryId;
  }
}

export const attemptOf = ({ issuer, repositoryId, runId, runAttempt }: RunAttempt): RunAttempt => ({
  issuer,
  repositoryId,
  runId,
  runAttempt,
});

export const isSameAttempt = (one: RunAttempt, other: RunAttempt): boolean =>
  one.issuer === other.issuer &&
  one.repositoryId === other.repositoryId &&
  one.runId === other.runId &&
  one.runAttempt === other.runAttempt;

/** What can still be ended. */
export const isOpen = ({ state }: Lease): boolean => state === 'intent' || state === 'active';

/** May have a token. */
export const isHolding = ({ state }: Lease): boolean => holdsCredits(state);

export const byAge = (one: Lease, other: Lease): number =>
  one.createdAt - other.createdAt || byId(one, other);

export const byId = (one: Lease, other: Lease): number => (one.id < other.id ? -1 : 1);
