import * as actions from '@actions/core';
import type { MintedToken } from '@connect-token/broker-client';
import {
  describe,
  type Failure,
  formatDuration,
  type MintRequest,
  type Result,
  seconds,
} from '@connect-token/core';
import { mask } from '@connect-token/job';
import type { Inputs } from './inputs.ts';
import type { Memory } from './remember.ts';
import { visitBroker } from './visit.ts';

/**
 * One token, masked. Every handle under which it may have been made is in the memory before the broker hears of it.
 * INVARIANT: nothing is printed between the broker's answer and the mask.
 */
export const mintToken = (
  { brokerUrl, audience, waitForCredits }: Inputs,
  request: MintRequest,
  memory: Memory,
): Promise<Result<MintedToken, Failure>> =>
  visitBroker(brokerUrl, audience, async ({ client, idToken }) => {
    const minted = await client.mint({
      request,
      remember: memory.handle,
      idToken,
      credits: { within: waitForCredits, waiting: tellWaiting, forget: memory.forget },
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
