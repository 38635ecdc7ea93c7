import {
  type Budget,
  backoffMs,
  type ClientTime,
  type Http,
  type HttpAnswer,
  parseJson,
  parseRetryAfter,
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
  for (let attempts = 1; ; attempts += 1) {
    const answer = await http.send({
      method: 'GET',
      url: `${origin}${path}`,
      headers: { accept: 'application/json', authorization: `Bearer ${token.reveal()}` },
      withinMs: Math.min(ANSWER_WITHIN_MS, budget.leftMs()),
      answerBytesMax: ANSWER_BYTES_MAX,
    });
    const read = answer.ok
      ? readAnswer(answer.value, origin, attempts)
      : again({ code: 'CONNECT_UNREACHABLE', url: origin, cause: answer.error.cause, attempts });
    if (read.ok) return read;
    const pause = backoffMs(attempts, time.random(), read.error.retryAfterMs);
    if (read.error.final || attempts >= TRIES_MAX || budget.leftMs() <= pause) return err(read.error.failure);
    await time.wait(pause);
  }
}

interface NoJson {
  readonly failure: Failure;
  readonly final: boolean;
  readonly retryAfterMs: number | null;
}

const again = (failure: Failure, retryAfterMs: number | null = null): Result<never, NoJson> =>
  err({ failure, final: false, retryAfterMs });

function readAnswer(answer: HttpAnswer, url: string, attempts: number): Result<unknown, NoJson> {
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
  const final = status < 500 && status !== 429;
  return err({ failure, final, retryAfterMs: parseRetryAfter(answer.header('retry-after')) });
}
