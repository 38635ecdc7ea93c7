import { err, type Failure, ok, type Result, type Secret } from '@connect-token/core';
import { parseRetryAfter } from './backoff.ts';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from './http.ts';
import { parseJson } from './json.ts';
import { readRefusal } from './refusal.ts';
import { type ClientTime, startBudget } from './time.ts';
import { isFinal, tryAgain, type Untold } from './try-again.ts';

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
  read(json: unknown, before: Before): T | null;
}

/** What became of the same question before this answer. */
export interface Before {
  /** After a try that may have been acted upon, though nothing says so: what it ended isn't open any more, and this answer doesn't list it. */
  readonly askedAgain: boolean;
}

export interface AskWire {
  readonly origin: string;
  readonly http: Http;
  readonly time: ClientTime;
}

/** Fails with `BROKER_REFUSED`, `BROKER_ANSWER_INVALID`, `BROKER_UNREACHABLE`, or with what `idToken` fails with. */
export async function ask<T>(question: Question<T>, wire: AskWire): Promise<Result<T, Failure>> {
  const { origin, http, time } = wire;
  const budget = startBudget(time, ASK_WITHIN_MS);
  const tries = { most: TRIES_MAX, leastMs: TRY_MIN_MS, budget, time };
  let askedAgain = false;
  return tryAgain(tries, async (attempts) => {
    const idToken = await question.idToken(budget.leftMs());
    // It was asked for as often as there is a point in it.
    if (!idToken.ok) return err({ failure: idToken.error, final: true, retryAfterMs: null });
    const withinMs = Math.min(ANSWER_WITHIN_MS, budget.leftMs());
    const answer = await http.send({ ...question.format(idToken.value), withinMs });
    const heard = answer.ok
      ? hear(question, answer.value, { url: origin, attempts, askedAgain })
      : away(origin, answer.error.cause, attempts);
    if (!heard.ok) askedAgain ||= !isUndone(answer);
    return heard;
  });
}

/** Provably nothing was done: it didn't leave, or the broker counts requests and let this one not come in. */
const isUndone = (answer: Result<HttpAnswer, HttpFailure>): boolean =>
  answer.ok ? answer.value.status === 429 : !answer.error.sent;

const away = (url: string, cause: string, attempts: number): Result<never, Untold> =>
  err({
    failure: { code: 'BROKER_UNREACHABLE', url, cause, attempts },
    final: false,
    retryAfterMs: null,
  });

/** Only the broker's own words count: a page of HTML with status 200 says nothing. */
function hear<T>(
  question: Question<T>,
  answer: HttpAnswer,
  { url, attempts, askedAgain }: Before & { readonly url: string; readonly attempts: number },
): Result<T, Untold> {
  const { status } = answer;
  const read = status === 200 ? question.read(parseJson(answer.body), { askedAgain }) : null;
  if (read !== null) return ok(read);
  const cause = status === 200 ? 'status 200 without an answer that can be read' : `status ${status}`;
  const failure = readRefusal(answer, url) ?? { code: 'BROKER_ANSWER_INVALID', url, cause, attempts };
  return err({
    failure,
    final: isFinal(status),
    retryAfterMs: parseRetryAfter(answer.header('retry-after')),
  });
}
