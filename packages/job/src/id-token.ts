import {
  type ClientTime,
  type Http,
  type HttpAnswer,
  isFinal,
  parseJson,
  parseRetryAfter,
  startBudget,
  tryAgain,
  type Untold,
} from '@connect-token/broker-client';
import { err, type Failure, ok, type Result, type Secret, secret } from '@connect-token/core';
import { isSecure } from '@connect-token/protocol';

/** Asking leaves nothing behind, so it may be repeated; what fails three times isn't a hiccup. */
const TRIES_MAX = 3;

const WITHIN_MS = 15_000;

/** GitHub answers within a second. */
const ANSWER_WITHIN_MS = 5_000;

/** As long as the broker reads one. */
const ID_TOKEN_MAX = 16_384;

const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** What a runner gives to a job with `permissions: id-token: write`. */
export interface IdTokenEnvironment {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL?: string | undefined;
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN?: string | undefined;
}

export interface IdTokenWire {
  readonly http: Http;
  readonly time: ClientTime;
}

/**
 * A fresh ID token of this job for one audience.
 * Fails with `OIDC_PERMISSION_MISSING` where the job may not ask, and with `OIDC_REQUEST_FAILED` where GitHub doesn't answer.
 * Source: docs.github.com, "OpenID Connect reference", methods for requesting the OIDC token; docs/adr/0003.
 */
export async function requestIdToken(
  environment: IdTokenEnvironment,
  audience: string,
  { http, time }: IdTokenWire,
  withinMs: number,
): Promise<Result<Secret<string>, Failure>> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: base, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
  if (!base || !bearer) return err({ code: 'OIDC_PERMISSION_MISSING' });
  const url = urlFor(base, audience);
  if (url === null)
    return err({ code: 'OIDC_REQUEST_FAILED', cause: 'its URL is not an https:// URL', attempts: 1 });

  const budget = startBudget(time, Math.min(WITHIN_MS, withinMs));
  return tryAgain({ most: TRIES_MAX, budget, time }, async (attempts) => {
    const answer = await http.send({
      method: 'GET',
      url,
      headers: { accept: 'application/json', authorization: `Bearer ${bearer}` },
      withinMs: Math.min(ANSWER_WITHIN_MS, budget.leftMs()),
    });
    return answer.ok ? readAnswer(answer.value, attempts) : untold(answer.error.cause, attempts);
  });
}

/** The bearer goes to this URL, so it must be what only a runner sets: https, or this machine. */
function urlFor(base: string, audience: string): string | null {
  if (!URL.canParse(base)) return null;
  const url = new URL(base);
  if (!isSecure(url)) return null;
  url.searchParams.set('audience', audience);
  return url.href;
}

const untold = (
  cause: string,
  attempts: number,
  { final = false, retryAfterMs = null }: Partial<Untold> = {},
): Result<never, Untold> =>
  err({ failure: { code: 'OIDC_REQUEST_FAILED', cause, attempts }, final, retryAfterMs });

/** Only a JWT is an ID token: a page of HTML or `{}` with status 200 is not. */
function readAnswer(
  { status, header, body: text }: HttpAnswer,
  attempts: number,
): Result<Secret<string>, Untold> {
  if (status !== 200) {
    const retryAfterMs = parseRetryAfter(header('retry-after'));
    return untold(`status ${status}`, attempts, { final: isFinal(status), retryAfterMs });
  }
  const body = parseJson(text);
  const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
  if (typeof value !== 'string' || value.length > ID_TOKEN_MAX || !JWT.test(value))
    return untold('status 200 without an ID token', attempts);
  return ok(secret(value));
}
