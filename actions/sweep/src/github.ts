import { getOctokit } from '@actions/github';
import type { Http } from '@connect-token/broker-client';
import type { Secret } from '@connect-token/core';
import { JOBS_PER_PAGE } from '@connect-token/protocol/github-state';
import { octokitFetch } from './octokit-fetch.ts';

/** What one question to GitHub came to. No failure of it says anything about a job. */
export type GitHubAnswer =
  | { readonly kind: 'read'; readonly data: unknown }
  /** `limited`: whatever is asked next with the same token is refused as well. */
  | { readonly kind: 'failed'; readonly cause: string; readonly limited: boolean };

export interface GitHub {
  run(attempt: Place): Promise<GitHubAnswer>;
  /** Pages are counted from 1. */
  jobs(attempt: Place, page: number): Promise<GitHubAnswer>;
}

interface Place {
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: string;
}

/** By its id, which stays when its name is given to somebody else. Source: docs.github.com, "Using pagination in the REST API". */
const ATTEMPT = '/repositories/{repository_id}/actions/runs/{run_id}/attempts/{attempt_number}';

/** Source: docs.github.com, "API Versions". */
const API_VERSION = '2022-11-28';

/** Octokit warns on the console of what is going away; only the toolkit writes this step's log. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * GitHub's API with the toolkit's client, over the one way out that this program has: its deadlines, its proxy, no redirects.
 * Source: docs.github.com, "Get a workflow run attempt", "List jobs for a workflow run attempt".
 */
export function createGitHub(apiUrl: string, token: Secret<string>, http: Http): GitHub {
  const octokit = getOctokit(token.reveal(), {
    baseUrl: apiUrl,
    log: SILENT,
    request: { fetch: octokitFetch(http) },
  });
  const get = async (route: string, place: Place, query: Readonly<Record<string, number>> = {}) => {
    try {
      const { data } = await octokit.request(`GET ${route}`, {
        repository_id: place.repositoryId,
        run_id: place.runId,
        attempt_number: place.runAttempt,
        headers: { 'x-github-api-version': API_VERSION },
        ...query,
      });
      return { kind: 'read', data } as const;
    } catch (cause) {
      return failureOf(cause);
    }
  };
  return {
    run: (place) => get(ATTEMPT, place),
    jobs: (place, page) => get(`${ATTEMPT}/jobs`, place, { per_page: JOBS_PER_PAGE, page }),
  };
}

/** Octokit throws what isn't a success; without an answer in it there was none. */
function failureOf(cause: unknown): GitHubAnswer {
  const answer =
    cause instanceof Error && 'response' in cause ? (cause.response as OctokitAnswer | undefined) : undefined;
  if (answer === undefined) return { kind: 'failed', cause: 'no answer that can be read', limited: false };
  const { status, headers } = answer;
  // Source: docs.github.com, "Rate limits for the REST API".
  const exhausted = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined;
  const limited = status === 429 || (status === 403 && exhausted);
  return {
    kind: 'failed',
    cause: limited ? `its rate limit is reached (${status})` : `status ${status}`,
    limited,
  };
}

interface OctokitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
