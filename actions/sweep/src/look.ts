import type { OpenLease } from '@connect-token/broker-client';
import { readJobs, readRun } from '@connect-token/protocol/github-state';
import { type Attempt, leasesOfJobs } from './attempt.ts';
import type { GitHub, GitHubAnswer, GitHubFailure } from './github.ts';

/** What GitHub says of one attempt: which of its leases are of jobs that are over, or why that isn't known. */
export type Looked =
  | { readonly kind: 'told'; readonly attempt: Attempt; readonly over: readonly OpenLease[] }
  | { readonly kind: 'unread'; readonly attempt: Attempt; readonly cause: string };

/** Far more jobs than a run can have: a list that never ends is broken off. */
const PAGES_MAX = 50;

/** Questions that are on their way at a time. */
const AT_ONCE = 4;

/** How long in all: the next scheduled run goes on where this one stops. */
const LOOK_WITHIN_MS = 600_000;

const STRANGE = 'it answers with something else';

/**
 * Asks about each attempt, and once about each repository before that: of one whose runs can't be read, no run is asked about. Stops
 * where GitHub has had enough or the time is over: whatever wasn't asked about is unread. Nothing but the word `completed` says that a
 * job is over (F23).
 */
export async function lookAtAll(
  github: GitHub,
  attempts: readonly Attempt[],
  elapsedMs: () => number,
): Promise<readonly Looked[]> {
  const looked: Looked[] = [];
  const repositories: Repositories = new Map();
  const rest = attempts.values();
  const end = elapsedMs() + LOOK_WITHIN_MS;
  let stopped: string | null = null;
  const work = async (): Promise<void> => {
    for (const attempt of rest) {
      if (elapsedMs() > end) stopped ??= 'the time for this sweep was over';
      if (stopped !== null) {
        looked.push({ kind: 'unread', attempt, cause: stopped });
        continue;
      }
      const { answer, limited } = await look(github, repositories, attempt);
      if (limited !== null) stopped ??= limited;
      looked.push(answer);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return looked;
}

/** What GitHub says to the first question about each; several runs of one may wait for it. */
type Repositories = Map<string, Promise<GitHubAnswer>>;

interface Look {
  readonly answer: Looked;
  /** Why nothing more can be asked with this token. */
  readonly limited: string | null;
}

async function look(github: GitHub, repositories: Repositories, attempt: Attempt): Promise<Look> {
  const { repositoryId } = attempt;
  const asked = repositories.get(repositoryId) ?? github.runs(repositoryId);
  repositories.set(repositoryId, asked);
  const repository = await asked;
  if (repository.kind === 'failed' && (repository.refused || repository.limited))
    return unread(attempt, repository);
  const run = await github.run(attempt);
  if (run.kind === 'failed') return unread(attempt, run);
  const state = readRun(run.data, { ...attempt, issuer: '' });
  if (state === null) return unread(attempt, { cause: STRANGE, limited: false });
  return state === 'over' ? told(attempt, attempt.leases) : lookAtJobs(github, attempt);
}

/** The run goes on: single jobs of it may be over. */
async function lookAtJobs(github: GitHub, attempt: Attempt): Promise<Look> {
  const over = new Set<string>();
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const jobs = await github.jobs(attempt, page);
    if (jobs.kind === 'failed') return unread(attempt, jobs);
    const read = readJobs(jobs.data, { ...attempt, issuer: '' }, page);
    if (read === null) return unread(attempt, { cause: STRANGE, limited: false });
    for (const { job } of read.over) over.add(job.checkRunId);
    if (read.last) break;
  }
  return told(attempt, leasesOfJobs(attempt, over));
}

const told = (attempt: Attempt, over: readonly OpenLease[]): Look => ({
  answer: { kind: 'told', attempt, over },
  limited: null,
});

const unread = (attempt: Attempt, { cause, limited }: Pick<GitHubFailure, 'cause' | 'limited'>): Look => ({
  answer: { kind: 'unread', attempt, cause },
  limited: limited ? cause : null,
});
