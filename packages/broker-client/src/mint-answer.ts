import {
  type Failure,
  floorToSecond,
  type Instant,
  plus,
  type Secret,
  seconds,
  secret,
} from '@connect-token/core';
import { secureOrigin } from '@connect-token/protocol';
import { type TokenAnswer, tokenAnswer } from '@connect-token/protocol/sts';
import { parseRetryAfter } from './backoff.ts';
import { type GrantReasons, reasonsOf } from './grant-reasons.ts';
import { type GrantedVault, type GrantOnWire, vaultsOf } from './granted-vault.ts';
import type { HttpAnswer } from './http.ts';
import { parseJson } from './json.ts';
import { readRefusal } from './refusal.ts';
import { isFinal } from './try-again.ts';

/** A token as it was granted: names and ids as the broker has them. */
export interface MintedToken extends GrantReasons {
  readonly leaseId: string;
  readonly token: Secret<string>;
  /** By the clock of this machine, on a whole second; never later than the token's own expiry. */
  readonly expiresAt: Instant;
  readonly connectUrl: string;
  readonly server: { readonly id: string; readonly name: string };
  readonly vaults: readonly GrantedVault[];
}

/** What an answer means for the mint that it answers. */
export type MintReading =
  | { readonly kind: 'granted'; readonly minted: MintedToken }
  /** Final: the same request would get the same answer, or none could be sent. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly sent: boolean }
  /** No credits for it now, and nothing was made; leases that expire make room. */
  | { readonly kind: 'full'; readonly failure: Failure; readonly retryAfterMs: number }
  /** Refused for the moment, and nothing was made. */
  | { readonly kind: 'later'; readonly failure: Failure; readonly retryAfterMs: number | null }
  /** Nobody knows what was made: the handle has to be ended. */
  | { readonly kind: 'lost'; readonly failure: Failure; readonly retryAfterMs: number | null };

/**
 * Whether provably nothing was made: nothing was sent, or the broker itself says no, as its event id shows; a gateway's page proves
 * nothing, whatever its status. A request arrives once at most, for no proxy may repeat it (RFC 9110 §9.2.2); of one that did,
 * `HANDLE_USED` tells.
 */
export function isUnmade(reading: MintReading): boolean {
  switch (reading.kind) {
    case 'granted':
    case 'lost':
      return false;
    case 'full':
      return true;
    case 'refused':
    case 'later': {
      if (reading.kind === 'refused' && !reading.sent) return true;
      const { failure } = reading;
      return (
        failure.code === 'BROKER_REFUSED' && failure.eventId !== null && failure.refusal !== 'HANDLE_USED'
      );
    }
  }
}

export interface Asked {
  readonly url: string;
  /** Read before the request left: with it an expiry can only come out too early. */
  readonly at: Instant;
  readonly attempts: number;
}

/** Only a whole, well-formed token answer with status 200 is a success; rubbish with status 200 never is. */
export function readMint(answer: HttpAnswer, asked: Asked): MintReading {
  const { status } = answer;
  const retryAfterMs = parseRetryAfter(answer.header('retry-after'));
  const invalid = (cause: string): Failure => ({
    code: 'BROKER_ANSWER_INVALID',
    url: asked.url,
    cause,
    attempts: asked.attempts,
  });
  if (status === 200) {
    const minted = readToken(answer, asked);
    return typeof minted === 'string'
      ? { kind: 'lost', failure: invalid(minted), retryAfterMs }
      : { kind: 'granted', minted };
  }
  const refusal = readRefusal(answer, asked.url);
  if (refusal?.refusal === 'CREDITS_EXHAUSTED' && retryAfterMs !== null)
    return { kind: 'full', failure: refusal, retryAfterMs };
  if (status === 429 && refusal !== null) return { kind: 'later', failure: refusal, retryAfterMs };
  if (status >= 300 && status < 400)
    return {
      kind: 'refused',
      failure: invalid(`it redirects (status ${status}), and no redirect is followed`),
      sent: true,
    };
  const failure = refusal ?? invalid(`status ${status} without a reason that can be read`);
  return isFinal(status) ? { kind: 'refused', failure, sent: true } : { kind: 'lost', failure, retryAfterMs };
}

function readToken(answer: HttpAnswer, asked: Asked): MintedToken | string {
  const parsed = tokenAnswer.safeParse(parseJson(answer.body));
  if (!parsed.success) return 'status 200 without a whole token answer';
  const [granted] = parsed.data.authorization_details;
  const [location] = granted?.locations ?? [];
  const connectUrl = location === undefined ? null : secureOrigin(location);
  if (granted === undefined || connectUrl === null)
    return "the Connect server's URL in the answer is not an https:// URL of an origin";
  return tokenOf(parsed.data, granted, connectUrl, asked.at);
}

const tokenOf = (
  answer: TokenAnswer,
  granted: GrantOnWire,
  connectUrl: string,
  askedAt: Instant,
): MintedToken => ({
  leaseId: answer.lease_id,
  token: secret(answer.access_token),
  expiresAt: floorToSecond(plus(askedAt, seconds(answer.expires_in))),
  connectUrl,
  server: granted.server,
  vaults: vaultsOf(granted),
  ...reasonsOf(answer),
});
