import { type Dispatcher, fetch, type RequestInfo, type RequestInit } from 'undici';
import type { FetchLimits } from '../oidc/fetch-json.ts';

/** A page of a hundred jobs with all their steps is below a megabyte as a rule. */
export const API_LIMITS: FetchLimits = { deadlineMs: 10_000, bytesMax: 8 * 1024 * 1024 };

/** The answer that Octokit reads: all of it has arrived. */
export type BoundedFetch = (url: RequestInfo, init?: RequestInit) => Promise<Response>;

/** Statuses that have no body, not even an empty one. Source: Fetch standard, "null body status". */
const BODILESS: readonly number[] = [204, 205, 304];

/**
 * `fetch` with a deadline for the whole of it and a limit for the body. A redirect is an error: it would choose another URL than the
 * configuration did, and repositories are asked for by id, so that none is needed. Rejects otherwise as `fetch` does.
 */
export const boundedFetch =
  ({ deadlineMs, bytesMax }: FetchLimits, dispatcher: Dispatcher): BoundedFetch =>
  async (url, init = {}) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const answer = await fetch(url, { ...init, redirect: 'error', signal, dispatcher });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      // Leaving the loop cancels the body: what is too long isn't read to its end.
      if (size > bytesMax) throw new Error(`more than ${bytesMax} bytes`);
      chunks.push(chunk);
    }
    const { status } = answer;
    const body = BODILESS.includes(status) ? null : Buffer.concat(chunks);
    return new Response(body, { status, headers: [...answer.headers] });
  };
