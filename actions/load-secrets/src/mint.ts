import * as actions from '@actions/core';
import {
  createBrokerClient,
  type Http,
  type MintedToken,
  systemTime,
  watchClock,
} from '@connect-token/broker-client';
import {
  describe,
  type Failure,
  formatDuration,
  type RequestedScope,
  type Result,
  seconds,
} from '@connect-token/core';
import { describeClocks, mask, requestIdToken } from '@connect-token/job';
import type { Desk } from './inputs.ts';
import type { Memory } from './remember.ts';

/**
 * A token for reading, masked. Every handle under which it may have been made is in the memory before the broker hears of it. Says
 * whose clock is wrong, where one is: ID tokens are refused for that.
 */
export async function mintToken(
  { brokerUrl, server, lifetime, audience, waitForCredits }: Desk,
  scope: RequestedScope,
  memory: Memory,
  http: Http,
): Promise<Result<MintedToken, Failure>> {
  const broker = watchClock(http, systemTime);
  const github = watchClock(http, systemTime);
  const client = createBrokerClient({ origin: brokerUrl, http: broker.http, time: systemTime });
  const minted = await client.mint({
    request: { server, scope, lifetime },
    remember: memory.handle,
    idToken: async (withinMs) => {
      const wire = { http: github.http, time: systemTime };
      const idToken = await requestIdToken(process.env, audience, wire, withinMs);
      if (idToken.ok) mask(idToken.value);
      return idToken;
    },
    credits: { within: waitForCredits, waiting: tellWaiting, forget: memory.forget },
  });
  if (minted.ok) mask(minted.value.token);
  const clocks = describeClocks({ broker: broker.offset(), github: github.offset() });
  if (clocks !== null) actions.warning(clocks, { title: 'Load secrets: a clock is wrong' });
  return minted;
}

function tellWaiting(pauseMs: number, failure: Failure): void {
  const pause = formatDuration(seconds(Math.ceil(pauseMs / 1_000)));
  actions.info(`${describe(failure)}\nasking again in ${pause}; nobody is queued`);
}
