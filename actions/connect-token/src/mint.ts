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
import type { Inputs } from './inputs.ts';
import type { Memory } from './remember.ts';
import { visitBroker } from './visit.ts';

/** One token. Every handle under which it may have been made is in the memory before the broker hears of it. */
export const mintToken = (
  { brokerUrl, audience, waitForCredits }: Inputs,
  request: MintRequest,
  memory: Memory,
): Promise<Result<MintedToken, Failure>> =>
  visitBroker(brokerUrl, audience, ({ client, idToken }) =>
    client.mint({
      request,
      remember: memory.handle,
      idToken,
      credits: { within: waitForCredits, waiting: tellWaiting, forget: memory.forget },
    }),
  );

function tellWaiting(pauseMs: number, failure: Failure): void {
  const pause = formatDuration(seconds(Math.ceil(pauseMs / 1_000)));
  actions.info(
    `${describe(failure)}\nasking again in ${pause}; nobody is queued, so another job may come first`,
  );
}
