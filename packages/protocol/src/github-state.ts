import { isNonEmpty, type LeaseGroup, type RunAttempt } from '@connect-token/core';
import { type JobJson, jobsJson, runJson } from './github.ts';

/** Whether a run attempt is over; `null` for an answer that isn't about it. */
export function readRun(json: unknown, asked: RunAttempt): 'over' | 'open' | null {
  const parsed = runJson.safeParse(json);
  if (!parsed.success) return null;
  const { id, run_attempt, repository, status } = parsed.data;
  const isIt = id === asked.runId && run_attempt === asked.runAttempt && repository.id === asked.repositoryId;
  if (!isIt) return null;
  return status === 'completed' ? 'over' : 'open';
}

export type JobGroup = Extract<LeaseGroup, { readonly by: 'job' }>;

interface JobsPage {
  readonly over: readonly JobGroup[];
  readonly last: boolean;
}

export const JOBS_PER_PAGE = 100;

/** Which jobs of a run attempt are over, by one page of them; `null` for an answer that isn't about it. */
export function readJobs(json: unknown, asked: RunAttempt, page: number): JobsPage | null {
  const parsed = jobsJson.safeParse(json);
  if (!parsed.success) return null;
  const { jobs, total_count } = parsed.data;
  const strangers = jobs.filter(
    ({ run_id, run_attempt }) => run_id !== asked.runId || run_attempt !== asked.runAttempt,
  );
  if (isNonEmpty(strangers)) return null;
  return {
    over: jobs
      .filter(({ status }) => status === 'completed')
      .map((job) => groupOfJob(asked.issuer, asked.repositoryId, job)),
    last: jobs.length === 0 || page * JOBS_PER_PAGE >= total_count,
  };
}

/** The leases of a job, and of that one attempt of it. */
export const groupOfJob = (issuer: string, repositoryId: string, job: JobJson): JobGroup => ({
  by: 'job',
  job: {
    issuer,
    repositoryId,
    runId: job.run_id,
    runAttempt: job.run_attempt,
    checkRunId: job.check_run_url,
  },
});
