import type { Clock, RunAttempt } from '@connect-token/core';
import {
  API_VERSION_HEADER,
  ATTEMPT_ROUTE,
  JOBS_ROUTE,
  RUNS_ROUTE,
} from '@connect-token/protocol/github-route';
import { JOBS_PER_PAGE } from '@connect-token/protocol/github-state';
import { request as octokit } from '@octokit/request';
import type { Dispatcher } from 'undici';
import type { FetchLimits } from '../oidc/fetch-json.ts';
import { type Authorisation, createAuthoriser } from './app-tokens.ts';
import { boundedFetch } from './bounded-fetch.ts';
import type { GitHubCredential, GitHubInstance } from './instance.ts';
import { type ApiFailure, toldRetry } from './pause.ts';

/** What one question to GitHub came to. */
export type ApiAnswer =
  | { readonly kind: 'read'; readonly data: unknown; readonly etag: string | null }
  /** As it was when it had that `ETag`. */
  | { readonly kind: 'unchanged' }
  /** `holder`: whose limit it was, where it was one; `null` where nobody got so far. */
  | { readonly kind: 'failed'; readonly failure: ApiFailure; readonly holder: string | null };

/** Questions about runs. None rejects, each is answered in time. */
export interface GitHubApi {
  readonly issuer: string;
  run(attempt: RunAttempt, etag: string | null): Promise<ApiAnswer>;
  /** Pages are counted from 1. */
  jobs(attempt: RunAttempt, page: number, etag: string | null): Promise<ApiAnswer>;
  /** The newest run of a repository, where it has one: whether its runs can be read. */
  runs(repositoryId: string): Promise<ApiAnswer>;
}

/** Octokit warns on the console of endpoints that are going away: the log is ours. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface ApiParts {
  readonly clock: Clock;
  readonly limits: FetchLimits;
  readonly dispatcher: Dispatcher;
}

/**
 * Source: docs.github.com, "Get a workflow run attempt", "List jobs for a workflow run attempt", "List workflow runs for a repository"; "Best practices for using the REST
 * API" for conditional requests, which cost nothing of the limit where nothing has changed.
 */
export function createGitHubApi(
  { issuer, apiUrl }: Pick<GitHubInstance, 'issuer' | 'apiUrl'>,
  credential: GitHubCredential,
  { clock, limits, dispatcher }: ApiParts,
): GitHubApi {
  const request = octokit.defaults({
    baseUrl: apiUrl,
    headers: API_VERSION_HEADER,
    request: { fetch: boundedFetch(limits, dispatcher), log: SILENT },
  });
  const authoriser = createAuthoriser(credential, request);

  const get = async (
    route: string,
    repositoryId: string,
    etag: string | null,
    parameters: Readonly<Record<string, string | number>>,
  ): Promise<ApiAnswer> => {
    let by: Authorisation | null = null;
    try {
      by = await authoriser.of(repositoryId);
      const { data, headers } = await request(`GET ${route}`, {
        repository_id: repositoryId,
        ...parameters,
        headers: { authorization: by.header, ...(etag === null ? {} : { 'if-none-match': etag }) },
      });
      return { kind: 'read', data, etag: headers.etag ?? null };
    } catch (cause) {
      const answer = answerIn(cause);
      if (answer?.status === 304) return { kind: 'unchanged' };
      if (answer !== null && answer.status < 500) authoriser.forget(repositoryId);
      if (answer === null) return failed({ status: null, cause: reasonOf(cause), ...UNTOLD }, by);
      const { status, headers } = answer;
      return failed(
        { status, cause: `GitHub answered ${status}`, ...toldRetry(status, headers, clock.now()) },
        by,
      );
    }
  };
  return {
    issuer,
    run: (attempt, etag) => get(ATTEMPT_ROUTE, attempt.repositoryId, etag, idsOf(attempt)),
    jobs: (attempt, page, etag) => {
      const parameters = { ...idsOf(attempt), per_page: JOBS_PER_PAGE, page };
      return get(JOBS_ROUTE, attempt.repositoryId, etag, parameters);
    },
    runs: (repositoryId) => get(RUNS_ROUTE, repositoryId, null, { per_page: 1 }),
  };
}

const idsOf = ({ runId, runAttempt }: RunAttempt) => ({ run_id: runId, attempt_number: runAttempt });

const UNTOLD = { retryAt: null, limited: false } as const;

const failed = (failure: ApiFailure, by: Authorisation | null): ApiAnswer => ({
  kind: 'failed',
  failure,
  holder: by?.holder ?? null,
});

interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Partial<Record<string, string | number>>>;
}

/** Octokit throws what isn't a success; without an answer in it there was none. */
function answerIn(cause: unknown): HttpAnswer | null {
  if (!(cause instanceof Error) || !('response' in cause)) return null;
  return (cause.response as HttpAnswer | undefined) ?? null;
}

/** The codes of sockets and names of errors, and no word of anybody else's. */
function reasonOf(cause: unknown): string {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (error.name === 'TimeoutError') return 'no answer in time';
    if ('code' in error && typeof error.code === 'string') return error.code;
    if (error.name === 'ZodError') return "an answer that it can't read";
  }
  return 'no answer that can be read';
}
