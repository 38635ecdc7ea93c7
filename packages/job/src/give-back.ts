import {
  createBrokerClient,
  createHttp,
  type Http,
  type RevocationState,
  systemTime,
} from '@connect-token/broker-client';
import type { Failure, Result, Secret } from '@connect-token/core';

/** Where handles can be ended, and which. */
export interface ToGiveBack {
  /** An origin, as `secureOrigin` gives it. */
  readonly brokerUrl: string;
  readonly handles: readonly Secret<string>[];
}

type GivenBack = readonly Result<RevocationState, Failure>[];

/**
 * Ends what handles have made or may still make, all at once: the time of post steps is shared by all of them. The answers are in the
 * order of the handles.
 */
export function giveBack({ brokerUrl, handles }: ToGiveBack, http: Http): Promise<GivenBack> {
  const client = createBrokerClient({ origin: brokerUrl, http, time: systemTime });
  return Promise.all(handles.map((handle) => client.revoke(handle)));
}

/** The same for who has asked nobody else. */
export async function giveBackAlone(toGiveBack: ToGiveBack): Promise<GivenBack> {
  const http = createHttp(systemTime);
  return giveBack(toGiveBack, http).finally(() => http.close());
}
