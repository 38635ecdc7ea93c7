import type { Http } from '@connect-token/broker-client';

/** One answer of GitHub. */
const ANSWER_WITHIN_MS = 10_000;

/** A page of a hundred jobs with all their steps is below a megabyte as a rule. */
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

/** Those that Octokit and this action read. */
const HEADERS = ['content-type', 'retry-after', 'x-ratelimit-remaining', 'x-ratelimit-reset'] as const;

/** Statuses that have no body, not even an empty one. Source: Fetch standard, "null body status". */
const BODILESS: readonly number[] = [204, 205, 304];

type Fetch = (url: string, init: { readonly headers: Readonly<Record<string, string>> }) => Promise<Response>;

/** The `fetch` that Octokit is given: a GET over `http`. A redirect is an answer, and none that Octokit takes for a success. */
export const octokitFetch =
  (http: Http): Fetch =>
  async (url, { headers }) => {
    const answer = await http.send({
      method: 'GET',
      url,
      headers,
      withinMs: ANSWER_WITHIN_MS,
      answerBytesMax: ANSWER_BYTES_MAX,
    });
    if (!answer.ok) throw new Error(answer.error.cause);
    const { status, body } = answer.value;
    const given = HEADERS.flatMap((name): readonly [string, string][] => {
      const value = answer.value.header(name);
      return value === null ? [] : [[name, value]];
    });
    return new Response(BODILESS.includes(status) ? null : body, { status, headers: given });
  };
