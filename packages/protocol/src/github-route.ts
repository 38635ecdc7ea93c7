/**
 * A repository by its id, which stays when its name is given to somebody else (T2). The API's reference knows it by owner and name
 * only; the links between the pages of its own lists have this form. Not tried against GitHub itself from here.
 * Source: docs.github.com, "Using pagination in the REST API", the example of a `link` header.
 */
export const REPOSITORY_ROUTE = '/repositories/{repository_id}';

export const RUNS_ROUTE = `${REPOSITORY_ROUTE}/actions/runs`;

/** Source: docs.github.com, "Get a workflow run attempt". */
export const ATTEMPT_ROUTE = `${RUNS_ROUTE}/{run_id}/attempts/{attempt_number}`;

/** Source: docs.github.com, "List jobs for a workflow run attempt". */
export const JOBS_ROUTE = `${ATTEMPT_ROUTE}/jobs`;

/** What is sent with each question. Source: docs.github.com, "API Versions". */
export const API_VERSION_HEADER = { 'x-github-api-version': '2022-11-28' } as const;
