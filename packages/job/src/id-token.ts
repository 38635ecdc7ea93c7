import {
  backoffMs,
  type ClientTime,
  type Http,
  type HttpAnswer,
  parseJson,
  parseRetryAfter,
  startBudget,
} from '@connect-token/broker-client';
import { err, type Failure, ok, type Result, type Secret, secret } from '@connect-token/core';
import { isLoopback } from '@connect-token/protocol';

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
  for (let attempts = 1; ; attempts += 1) {
    const answer = await http.send({
      method: 'GET',
      url,
      headers: { accept: 'application/json', authorization: `Bearer ${bearer}` },
      withinMs: Math.min(ANSWER_WITHIN_MS, budget.leftMs()),
    });
    const read = answer.ok ? readAnswer(answer.value) : again(answer.error.cause);
    if (read.ok) return read;
    const pause = backoffMs(attempts, time.random(), read.error.retryAfterMs);
    if (read.error.final || attempts >= TRIES_MAX || budget.leftMs() <= pause)
      return err({ code: 'OIDC_REQUEST_FAILED', cause: read.error.cause, attempts });
    await time.wait(pause);
  }
}

/** The bearer goes to this URL, so it must be what only a runner sets: https, or this machine. */
function urlFor(base: string, audience: string): string | null {
  if (!URL.canParse(base)) return null;
  const url = new URL(base);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) return null;
  url.searchParams.set('audience', audience);
  return url.href;
}

interface NoToken {
  readonly cause: string;
  readonly final: boolean;
  readonly retryAfterMs: number | null;
}

const again = (cause: string, retryAfterMs: number | null = null): Result<never, NoToken> =>
  err({ cause, final: false, retryAfterMs });

/** Only a JWT is an ID token: a page of HTML or `{}` with status 200 is not. */
function readAnswer(answer: HttpAnswer): Result<Secret<string>, NoToken> {
  const { status } = answer;
  if (status !== 200) {
    const cause = `status ${status}`;
    const final = status < 500 && status !== 429;
    return err({ cause, final, retryAfterMs: parseRetryAfter(answer.header('retry-after')) });
  }
  const body = parseJson(answer.body);
  const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
  if (typeof value !== 'string' || value.length > ID_TOKEN_MAX || !JWT.test(value))
    return again('status 200 without an ID token');
  return ok(secret(value));
}
