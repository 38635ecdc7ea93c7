import * as actions from '@actions/core';
import { type MintedToken, systemTime } from '@connect-token/broker-client';
import {
  describe,
  type Failure,
  formatDuration,
  type Instant,
  type MintRequest,
  plus,
  type Result,
  type Seconds,
  seconds,
} from '@connect-token/core';
import type { HandleMemory } from './handles.ts';
import { mask } from './mask.ts';
import { visitBroker } from './visit.ts';

/** Where a token comes from, and how patient the job is. */
export interface TokenSource {
  /** An origin, as `secureOrigin` gives it. */
  readonly brokerUrl: string;
  /** What the job's ID token is made for. */
  readonly audience: string;
  /** 0: a job that finds no credits is refused. */
  readonly waitForCredits: Seconds;
}

/** The tries of a mint, and clocks that differ: what is minted dies at most this much later than it was asked for. */
const EXPIRY_SLACK = seconds(120);

/** When a token that is asked for now dies at the latest. */
export const latestExpiry = ({ waitForCredits }: TokenSource, lifetime: Seconds): Instant =>
  [waitForCredits, lifetime, EXPIRY_SLACK].reduce(plus, systemTime.now());

/**
 * One token, masked. Every handle under which it may have been made is in the memory before the broker hears of it.
 * INVARIANT: nothing is printed between the broker's answer and the mask.
 */
export const mintToken = (
  { brokerUrl, audience, waitForCredits }: TokenSource,
  request: MintRequest,
  memory: Pick<HandleMemory, 'handle' | 'forget'>,
): Promise<Result<MintedToken, Failure>> =>
  visitBroker(brokerUrl, audience, async ({ client, idToken }) => {
    const minted = await client.mint({
      request,
      remember: memory.handle,
      forget: memory.forget,
      idToken,
      credits: { within: waitForCredits, waiting: tellWaiting },
    });
    if (minted.ok) mask(minted.value.token);
    return minted;
  });

function tellWaiting(pauseMs: number, failure: Failure): void {
  const pause = formatDuration(seconds(Math.ceil(pauseMs / 1_000)));
  actions.info(
    `${describe(failure)}\nasking again in ${pause}; nobody is queued, so another job may come first`,
  );
}
