import { err, type Failure, ok, type Result, type Secret } from '@connect-token/core';
import { backoffMs, parseRetryAfter } from './backoff.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';
import { parseJson } from './json.ts';
import { readRefusal } from './refusal.ts';
import { type ClientTime, startBudget } from './time.ts';

const TRIES_MAX = 3;

/** In all, as a mint. */
const ASK_WITHIN_MS = 30_000;

/** One answer: the broker gives its control plane ten seconds. */
const ANSWER_WITHIN_MS = 15_000;

/** With less time than this another try would only be a longer way to fail. */
const TRY_MIN_MS = 2_000;

/** A new ID token of the job: a broker accepts each only once. */
export type FreshIdToken = (withinMs: number) => Promise<Result<Secret<string>, Failure>>;

/** A question that may be asked again, with a fresh ID token each time: it changes nothing, or the same change twice is one. */
export interface Question<T> {
  readonly idToken: FreshIdToken;
  /** The question on the wire, but for how long it may take. */
  format(idToken: Secret<string>): Omit<HttpRequest, 'withinMs'>;
  /** The answer of a status 200; `null` where it is something else. */
  read(json: unknown): T | null;
}

export interface AskWire {
  readonly origin: string;
  readonly http: Http;
  readonly time: ClientTime;
}

/** Fails with `BROKER_REFUSED`, `BROKER_ANSWER_INVALID`, `BROKER_UNREACHABLE`, or with what `idToken` fails with. */
export async function ask<T>(question: Question<T>, wire: AskWire): Promise<Result<T, Failure>> {
  const budget = startBudget(wire.time, ASK_WITHIN_MS);
  for (let attempts = 1; ; attempts += 1) {
    const idToken = await question.idToken(budget.leftMs());
    if (!idToken.ok) return idToken;
    const withinMs = Math.min(ANSWER_WITHIN_MS, budget.leftMs());
    const answer = await wire.http.send({ ...question.format(idToken.value), withinMs });
    const heard = answer.ok
      ? hear(question, answer.value, wire.origin, attempts)
      : away(wire.origin, answer.error.cause, attempts);
    if (heard.ok) return heard;
    const pause = backoffMs(attempts, wire.time.random(), heard.error.retryAfterMs);
    if (heard.error.final || attempts >= TRIES_MAX || budget.leftMs() < pause + TRY_MIN_MS)
      return err(heard.error.failure);
    await wire.time.wait(pause);
  }
}

interface Unheard {
  readonly failure: Failure;
  readonly final: boolean;
  readonly retryAfterMs: number | null;
}

const away = (url: string, cause: string, attempts: number): Result<never, Unheard> =>
  err({
    failure: { code: 'BROKER_UNREACHABLE', url, cause, attempts },
    final: false,
    retryAfterMs: null,
  });

/** Only the broker's own words count: a page of HTML with status 200 says nothing. */
function hear<T>(
  question: Question<T>,
  answer: HttpAnswer,
  url: string,
  attempts: number,
): Result<T, Unheard> {
  const { status } = answer;
  const read = status === 200 ? question.read(parseJson(answer.body)) : null;
  if (read !== null) return ok(read);
  const cause = status === 200 ? 'status 200 without an answer that can be read' : `status ${status}`;
  const failure = readRefusal(answer, url) ?? { code: 'BROKER_ANSWER_INVALID', url, cause, attempts };
  return err({
    failure,
    final: status >= 300 && status < 500 && status !== 429,
    retryAfterMs: parseRetryAfter(answer.header('retry-after')),
  });
}
