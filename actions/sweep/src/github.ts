import { getOctokit } from '@actions/github';
import type { Http } from '@connect-token/broker-client';
import type { Secret } from '@connect-token/core';
import {
  API_VERSION_HEADER,
  ATTEMPT_ROUTE,
  JOBS_ROUTE,
  RUNS_ROUTE,
} from '@connect-token/protocol/github-route';
import { JOBS_PER_PAGE } from '@connect-token/protocol/github-state';
import { octokitFetch } from './octokit-fetch.ts';

/** What one question to GitHub came to. No failure of it says anything about a job. */
export type GitHubAnswer = { readonly kind: 'read'; readonly data: unknown } | GitHubFailure;

export interface GitHubFailure {
  readonly kind: 'failed';
  readonly cause: string;
  /** Whatever is asked next with the same token is refused as well. */
  readonly limited: boolean;
  /** GitHub's own word that this token has nothing to read here; no trouble of a moment. */
  readonly refused: boolean;
}

export interface GitHub {
  /** The newest run of a repository: whether its runs can be read. */
  runs(repositoryId: string): Promise<GitHubAnswer>;
  run(attempt: Place): Promise<GitHubAnswer>;
  /** Pages are counted from 1. */
  jobs(attempt: Place, page: number): Promise<GitHubAnswer>;
}

interface Place {
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: string;
}

/** Octokit warns on the console of what is going away; only the toolkit writes this step's log. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * GitHub's API with the toolkit's client, over the one way out that this program has: its deadlines, its proxy, no redirects.
 */
export function createGitHub(apiUrl: string, token: Secret<string>, http: Http): GitHub {
  const octokit = getOctokit(token.reveal(), {
    baseUrl: apiUrl,
    log: SILENT,
    request: { fetch: octokitFetch(http) },
  });
  const get = async (route: string, parameters: Readonly<Record<string, string | number>>) => {
    try {
      const { data } = await octokit.request(`GET ${route}`, {
        headers: API_VERSION_HEADER,
        ...parameters,
      });
      return { kind: 'read', data } as const;
    } catch (cause) {
      return failureOf(cause);
    }
  };
  return {
    runs: (repositoryId) => get(RUNS_ROUTE, { repository_id: repositoryId, per_page: 1 }),
    run: (place) => get(ATTEMPT_ROUTE, parametersOf(place)),
    jobs: (place, page) => get(JOBS_ROUTE, { ...parametersOf(place), per_page: JOBS_PER_PAGE, page }),
  };
}

const parametersOf = ({ repositoryId, runId, runAttempt }: Place) => ({
  repository_id: repositoryId,
  run_id: runId,
  attempt_number: runAttempt,
});

/** Octokit throws what isn't a success; without an answer in it there was none. */
function failureOf(cause: unknown): GitHubFailure {
  const answer =
    cause instanceof Error && 'response' in cause ? (cause.response as OctokitAnswer | undefined) : undefined;
  if (answer === undefined)
    return { kind: 'failed', cause: 'no answer that can be read', limited: false, refused: false };
  const { status, headers } = answer;
  // Source: docs.github.com, "Rate limits for the REST API".
  const exhausted = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined;
  const limited = status === 429 || (status === 403 && exhausted);
  return {
    kind: 'failed',
    cause: limited ? `its rate limit is reached (${status})` : `status ${status}`,
    limited,
    refused: !limited && [401, 403, 404].includes(status),
  };
}

interface OctokitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
