import {
  err,
  type Failure,
  type MintRequest,
  ok,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import { newHandle } from '@connect-token/protocol';
import type { FreshIdToken } from './ask.ts';
import { backoffMs } from './backoff.ts';
import type { Http } from './http.ts';
import { type MintedToken, type MintReading, readMint } from './mint-answer.ts';
import { formatMint, type MintMessage } from './mint-request.ts';
import { revokeOnce } from './revoke.ts';
import { type Budget, type ClientTime, startBudget } from './time.ts';

/** Each mint whose outcome is unknown may have made a token: three of them are enough to leave behind in the worst case. */
export const MINTS_MAX = 3;

/** What was provably not sent leaves nothing behind, so it may be repeated more often: a broker that restarts is back by then. */
export const SENDS_MAX = 5;

/** In all: a job's first minute shouldn't go into waiting for its credentials. */
const MINT_WITHIN_MS = 30_000;

/** One answer. The broker itself gives the control plane ten seconds. */
const MINT_ANSWER_WITHIN_MS = 15_000;

/** The end of a lost handle, before the next mint. Its post step ends it again, so this one may give up early. */
const END_WITHIN_MS = 5_000;

/** With less time than this another try would only be a longer way to fail. */
const TRY_MIN_MS = 2_000;

export interface MintOrder {
  readonly request: MintRequest;
  /**
   * Keeps the handle where it survives this process, before anything is sent under it. What it throws stops the mint.
   * INVARIANT: every handle that ever reached the broker was remembered first.
   */
  remember(handle: Secret<string>): void;
  /** For each mint. */
  readonly idToken: FreshIdToken;
}

export interface Wire {
  readonly origin: string;
  readonly http: Http;
  readonly time: ClientTime;
}

/**
 * One token, or why there is none. After anything but an answer that can be read, the handle is ended, and the next mint has a
 * new handle and a fresh ID token; only what provably wasn't sent is sent again as it was.
 * Fails with `BROKER_REFUSED`, `BROKER_ANSWER_INVALID`, `BROKER_UNREACHABLE`, or with what `idToken` fails with.
 */
export async function mint(order: MintOrder, wire: Wire): Promise<Result<MintedToken, Failure>> {
  const budget = startBudget(wire.time, MINT_WITHIN_MS);
  let attempts = 0;
  for (let mints = 1; ; mints += 1) {
    const idToken = await order.idToken(budget.leftMs());
    if (!idToken.ok) return idToken;
    const handle = secret(newHandle());
    order.remember(handle);

    const message = { origin: wire.origin, request: order.request, idToken: idToken.value, handle };
    const tried = await sendMint(message, wire, budget, attempts);
    attempts = tried.attempts;
    const { reading } = tried;
    if (reading.kind === 'granted') return ok(reading.minted);
    if (reading.kind === 'refused') return err(reading.failure);
    if (reading.kind === 'lost') await endLost(handle, wire, budget);

    const pause = backoffMs(mints, wire.time.random(), reading.retryAfterMs);
    if (mints >= MINTS_MAX || budget.leftMs() < pause + TRY_MIN_MS) return err(reading.failure);
    await wire.time.wait(pause);
  }
}

interface Tried {
  readonly reading: MintReading;
  /** How often anything was tried, the attempts before this mint included. */
  readonly attempts: number;
}

/** One mint: the same bytes again as long as provably none of them left. */
async function sendMint(
  message: MintMessage,
  wire: Wire,
  budget: Budget,
  attemptsBefore: number,
): Promise<Tried> {
  for (let sends = 1; ; sends += 1) {
    const attempts = attemptsBefore + sends;
    const at = wire.time.now();
    const within = Math.min(MINT_ANSWER_WITHIN_MS, budget.leftMs());
    const answer = await wire.http.send(formatMint(message, within));
    if (answer.ok) return { reading: readMint(answer.value, { url: wire.origin, at, attempts }), attempts };

    const { sent, cause } = answer.error;
    const failure: Failure = { code: 'BROKER_UNREACHABLE', url: wire.origin, cause, attempts };
    if (sent) return { reading: { kind: 'lost', failure, retryAfterMs: null }, attempts };
    const pause = backoffMs(sends, wire.time.random());
    if (sends >= SENDS_MAX || budget.leftMs() < pause + TRY_MIN_MS)
      return { reading: { kind: 'refused', failure }, attempts };
    await wire.time.wait(pause);
  }
}

/** Whatever comes of it: the handle is remembered, and whoever remembers it ends it again. */
async function endLost(handle: Secret<string>, wire: Wire, budget: Budget): Promise<void> {
  const within = Math.min(END_WITHIN_MS, budget.leftMs());
  if (within > 0) await revokeOnce(handle, wire, within, 1);
}
