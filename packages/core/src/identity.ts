import type { Instant } from './time.ts';

/**
 * The verified OIDC claims of a GitHub Actions job. `null` means that the issuer gave no such claim, which is never the same
 * as an empty one. `sub` is for the record only: it has two forms and can be templated, so no rule reads it.
 * Source: docs.github.com, "OpenID Connect reference".
 */
export interface WorkloadIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly tokenId: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly repositoryId: string;
  readonly repositoryOwnerId: string;
  readonly repository: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly checkRunId: string | null;
  readonly ref: string | null;
  readonly refType: string | null;
  readonly environment: string | null;
  readonly event: string | null;
  /** The caller's workflow file with its ref: `owner/repo/.github/workflows/x.yml@refs/heads/main`. */
  readonly workflowRef: string | null;
  readonly jobWorkflowRef: string | null;
}

/** The one job that a lease is bound to. Without a check run id (older Enterprise Server) it is the run attempt. */
export interface Job {
  readonly issuer: string;
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly checkRunId: string | null;
}

export type RunAttempt = Omit<Job, 'checkRunId'>;

/** A run of a workflow, in all of its attempts. */
export type Run = Omit<RunAttempt, 'runAttempt'>;

export const runOf = ({ issuer, repositoryId, runId }: Run): Run => ({ issuer, repositoryId, runId });

export const jobOf = (identity: WorkloadIdentity): Job => ({
  issuer: identity.issuer,
  repositoryId: identity.repositoryId,
  runId: identity.runId,
  runAttempt: identity.runAttempt,
  checkRunId: identity.checkRunId,
});
