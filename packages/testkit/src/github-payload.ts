/** A run attempt as a test tells GitHub of it. Numbers are texts, as ID tokens have them. */
export interface GitHubRun {
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly status: string;
  readonly jobs: readonly GitHubJob[];
}

export interface GitHubJob {
  readonly checkRunId: string;
  readonly status: string;
}

type Attempt = Pick<GitHubRun, 'repositoryId' | 'runId' | 'runAttempt'>;

/** Not the check run's: whoever takes one for the other is found out. */
const jobIdOf = (checkRunId: string): number => Number(checkRunId) + 1_000_000;

/** Source: docs.github.com, "Get a workflow run attempt", for the fields; most of GitHub's are left out. */
export const runPayload = ({ repositoryId, runId, runAttempt, status }: Omit<GitHubRun, 'jobs'>): object => ({
  id: Number(runId),
  name: 'deploy',
  event: 'push',
  status,
  conclusion: status === 'completed' ? 'success' : null,
  run_number: 42,
  run_attempt: Number(runAttempt),
  repository: { id: Number(repositoryId), name: 'shop', full_name: 'acme/shop', private: true },
});

/** Source: docs.github.com, "List jobs for a workflow run attempt". */
export const jobPayload = ({ runId, runAttempt }: Attempt, { checkRunId, status }: GitHubJob): object => ({
  id: jobIdOf(checkRunId),
  run_id: Number(runId),
  run_attempt: Number(runAttempt),
  workflow_name: 'deploy',
  status,
  conclusion: status === 'completed' ? 'success' : null,
  name: 'deploy',
  steps: [],
  check_run_url: `https://api.github.com/repos/acme/shop/check-runs/${checkRunId}`,
  labels: ['ubuntu-latest'],
});

/** Source: docs.github.com, "Webhook events and payloads", `workflow_job`. */
export const jobEvent = (attempt: Attempt, job: GitHubJob, action = 'completed'): object => ({
  action,
  workflow_job: jobPayload(attempt, job),
  repository: { id: Number(attempt.repositoryId), full_name: 'acme/shop' },
  sender: { login: 'octo', id: 3001 },
});

/** The same, `workflow_run`. */
export const runEvent = (attempt: Attempt, action = 'completed'): object => ({
  action,
  workflow_run: runPayload({ ...attempt, status: action }),
  workflow: { id: 1, name: 'deploy' },
  repository: { id: Number(attempt.repositoryId), full_name: 'acme/shop' },
  sender: { login: 'octo', id: 3001 },
});
