import {
  type Budget,
  type ClientTime,
  type Http,
  type HttpAnswer,
  isFinal,
  parseJson,
  parseRetryAfter,
  tryAgain,
  type Untold,
} from '@connect-token/broker-client';
import { err, type Failure, ok, type Result, type Secret } from '@connect-token/core';

/** Reading changes nothing, so it may be repeated; what fails three times isn't a hiccup. */
const TRIES_MAX = 3;

/** A Connect server answers out of its own memory. */
const ANSWER_WITHIN_MS = 10_000;

/** Some ten thousand items in a list, or an item of two hundred large fields. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

export interface ConnectWire {
  /** An origin, as `secureOrigin` gives it. */
  readonly origin: string;
  readonly token: Secret<string>;
  readonly http: Http;
  readonly time: ClientTime;
}

/**
 * The JSON at one path, within what is left of a time that all requests share. Fails with `CONNECT_UNREACHABLE`,
 * `CONNECT_ANSWER_INVALID` and `CONNECT_REFUSED`; a refusal is final, and asked for once.
 */
export async function getJson(
  { origin, token, http, time }: ConnectWire,
  path: string,
  budget: Budget,
): Promise<Result<unknown, Failure>> {
  return tryAgain({ most: TRIES_MAX, budget, time }, async (attempts) => {
    const answer = await http.send({
      method: 'GET',
      url: `${origin}${path}`,
      headers: { accept: 'application/json', authorization: `Bearer ${token.reveal()}` },
      withinMs: Math.min(ANSWER_WITHIN_MS, budget.leftMs()),
      answerBytesMax: ANSWER_BYTES_MAX,
    });
    if (answer.ok) return readAnswer(answer.value, origin, attempts);
    const { cause } = answer.error;
    const failure: Failure = { code: 'CONNECT_UNREACHABLE', url: origin, cause, attempts };
    return err({ failure, final: false, retryAfterMs: null });
  });
}

function readAnswer(answer: HttpAnswer, url: string, attempts: number): Result<unknown, Untold> {
  const { status } = answer;
  const body = parseJson(answer.body);
  const invalid = (cause: string): Failure => ({ code: 'CONNECT_ANSWER_INVALID', url, cause, attempts });
  if (status === 200)
    return body === undefined
      ? err({ failure: invalid('status 200 without JSON'), final: true, retryAfterMs: null })
      : ok(body);
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  const failure: Failure =
    typeof message === 'string'
      ? { code: 'CONNECT_REFUSED', url, status, message }
      : invalid(`status ${status} without a reason that can be read`);
  return err({
    failure,
    final: isFinal(status),
    retryAfterMs: parseRetryAfter(answer.header('retry-after')),
  });
}
