import { err, type Failure, ok, type Result, type Secret } from '@connect-token/core';
import { REVOCATION_PATH, type RevocationAnswer, revocationAnswer } from '@connect-token/protocol/sts';
import { parseRetryAfter } from './backoff.ts';
import type { Http, HttpAnswer } from './http.ts';
import { parseJson } from './json.ts';
import { readRefusal } from './refusal.ts';
import { type ClientTime, startBudget } from './time.ts';
import { isFinal, tryAgain, type Untold } from './try-again.ts';

const REVOKES_MAX = 3;

/** In all. A post step has five minutes together with those of every other action of the job. */
const REVOKE_WITHIN_MS = 20_000;

/** One answer: the broker waits for its control plane for five seconds. */
const REVOKE_ANSWER_WITHIN_MS = 8_000;

/** `revoking`: durable, and not confirmed by the account yet. */
export type RevocationState = RevocationAnswer['state'];

interface Wire {
  readonly origin: string;
  readonly http: Http;
  readonly time: ClientTime;
}

/** Ends what a handle has made or may still make. Any number of times; a handle that bought nothing is ended as well. */
export async function revoke(handle: Secret<string>, wire: Wire): Promise<Result<RevocationState, Failure>> {
  const budget = startBudget(wire.time, REVOKE_WITHIN_MS);
  return tryAgain({ most: REVOKES_MAX, budget, time: wire.time }, (attempts) =>
    revokeOnce(handle, wire, Math.min(REVOKE_ANSWER_WITHIN_MS, budget.leftMs()), attempts),
  );
}

/** One request. Source: RFC 7009 §2.1. */
export async function revokeOnce(
  handle: Secret<string>,
  { origin, http }: Wire,
  withinMs: number,
  attempts: number,
): Promise<Result<RevocationState, Untold>> {
  const answer = await http.send({
    method: 'POST',
    url: `${origin}${REVOCATION_PATH}`,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: handle.reveal() }).toString(),
    withinMs,
  });
  if (answer.ok) return readRevocation(answer.value, origin, attempts);
  const { cause } = answer.error;
  const failure: Failure = { code: 'BROKER_UNREACHABLE', url: origin, cause, attempts };
  return err({ failure, final: false, retryAfterMs: null });
}

/** A page of HTML with status 200 has revoked nothing: only the broker's own words count. */
function readRevocation(answer: HttpAnswer, url: string, attempts: number): Result<RevocationState, Untold> {
  const { status } = answer;
  const parsed = status === 200 ? revocationAnswer.safeParse(parseJson(answer.body)) : undefined;
  if (parsed?.success) return ok(parsed.data.state);
  const cause = status === 200 ? 'status 200 without a revocation answer' : `status ${status}`;
  const failure = readRefusal(answer, url) ?? { code: 'BROKER_ANSWER_INVALID', url, cause, attempts };
  return err({
    failure,
    final: isFinal(status),
    retryAfterMs: parseRetryAfter(answer.header('retry-after')),
  });
}
