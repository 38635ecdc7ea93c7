import type { Failure, LeaseGroup, Result, RunAttempt } from '@connect-token/core';
import { readJobs, readRun } from '@connect-token/protocol/github-state';
import type { ApiAnswer, GitHubApi } from './api.ts';
import type { ApiFailure } from './pause.ts';

/** Ends the leases of a job or a run attempt that is over, and remembers that it is. */
export type EndOver = (group: LeaseGroup) => Promise<Result<unknown, Failure>>;

/** What is remembered of one run attempt between two looks, so that nothing is read or ended twice. */
export interface Seen {
  /** By question: what its answer was like, once all that it said had been done. */
  readonly pages: Map<string, { readonly etag: string; readonly last: boolean }>;
  /** Check runs of jobs that are over and ended. */
  readonly over: Set<string>;
}

export const nothingSeen = (): Seen => ({ pages: new Map(), over: new Set() });

export type Looked =
  | { readonly kind: 'open' }
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly failure: ApiFailure; readonly holder: string | null }
  /** GitHub's word couldn't be written down; the next look hears it again. */
  | { readonly kind: 'unwritten'; readonly failure: Failure };

/** Far more jobs than a run can have: a list that never ends is broken off. */
const PAGES_MAX = 50;

/** Asks about one run attempt, and ends what is over of it. Nothing but the word `completed` ends anything (F23). */
export async function look(api: GitHubApi, attempt: RunAttempt, seen: Seen, end: EndOver): Promise<Looked> {
  const run = await api.run(attempt, seen.pages.get('run')?.etag ?? null);
  if (run.kind === 'failed') return run;
  if (run.kind === 'read') {
    const state = readRun(run.data, attempt);
    if (state === null) return STRANGE;
    if (state === 'over') {
      const ended = await end({ by: 'run-attempt', attempt });
      return ended.ok ? { kind: 'over' } : { kind: 'unwritten', failure: ended.error };
    }
    remember(seen, 'run', run, false);
  }
  return lookAtJobs(api, attempt, seen, end);
}

async function lookAtJobs(api: GitHubApi, attempt: RunAttempt, seen: Seen, end: EndOver): Promise<Looked> {
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const question = `jobs ${page}`;
    const known = seen.pages.get(question);
    const jobs = await api.jobs(attempt, page, known?.etag ?? null);
    if (jobs.kind === 'failed') return jobs;
    if (jobs.kind === 'unchanged') {
      if (known?.last !== false) return { kind: 'open' };
      continue;
    }
    const read = readJobs(jobs.data, attempt, page);
    if (read === null) return STRANGE;
    for (const group of read.over) {
      const checkRun = group.job.checkRunId;
      if (seen.over.has(checkRun)) continue;
      const ended = await end(group);
      if (!ended.ok) return { kind: 'unwritten', failure: ended.error };
      seen.over.add(checkRun);
    }
    // Only now: what couldn't be written down is asked for again, and mustn't be answered with "as before".
    remember(seen, question, jobs, read.last);
    if (read.last) return { kind: 'open' };
  }
  return { kind: 'open' };
}

function remember(
  { pages }: Seen,
  question: string,
  { etag }: Extract<ApiAnswer, { kind: 'read' }>,
  last: boolean,
): void {
  if (etag === null) pages.delete(question);
  else pages.set(question, { etag, last });
}

const STRANGE: Looked = {
  kind: 'failed',
  failure: { status: 200, cause: 'GitHub answered with something else', retryAt: null, limited: false },
  holder: null,
};
