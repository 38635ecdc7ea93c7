import type { Failure } from '@connect-token/core';
import { backoffMs } from './backoff.ts';
import type { Http } from './http.ts';
import { type MintReading, readMint } from './mint-answer.ts';
import { formatMint, type MintMessage } from './mint-request.ts';
import type { Budget, ClientTime } from './time.ts';

/** What was provably not sent leaves nothing behind, so it may be repeated more often: a broker that restarts is back by then. */
export const SENDS_MAX = 5;

/** One answer. The broker itself gives the control plane ten seconds. */
const MINT_ANSWER_WITHIN_MS = 15_000;

/** With less time than this another try would only be a longer way to fail. */
export const TRY_MIN_MS = 2_000;

export interface Wire {
  readonly origin: string;
  readonly http: Http;
  readonly time: ClientTime;
}

interface Tried {
  readonly reading: MintReading;
  /** How often anything was tried, the attempts before this mint included. */
  readonly attempts: number;
}

/** One mint: the same bytes again as long as provably none of them left. */
export async function sendMint(
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
      return { reading: { kind: 'refused', failure, sent: false }, attempts };
    await wire.time.wait(pause);
  }
}
