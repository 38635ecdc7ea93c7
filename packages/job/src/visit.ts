import * as actions from '@actions/core';
import {
  type BrokerClient,
  createBrokerClient,
  createHttp,
  systemTime,
  watchClock,
} from '@connect-token/broker-client';
import type { Failure, Result, Secret } from '@connect-token/core';
import { describeClocks } from './clocks.ts';
import { requestIdToken } from './id-token.ts';
import { mask } from './mask.ts';

/** A job in front of its broker: who it is, for as long as it asks. */
export interface Visit {
  readonly client: BrokerClient;
  idToken(withinMs: number): Promise<Result<Secret<string>, Failure>>;
}

/** Asks once or several times, and then says whose clock is wrong, where one is. Every ID token is masked. */
export async function visitBroker<T>(
  brokerUrl: string,
  audience: string,
  work: (visit: Visit) => Promise<T>,
): Promise<T> {
  const http = createHttp(systemTime);
  const broker = watchClock(http, systemTime);
  const github = watchClock(http, systemTime);
  const result = await work({
    client: createBrokerClient({ origin: brokerUrl, http: broker.http, time: systemTime }),
    idToken: async (withinMs) => {
      const idToken = await requestIdToken(
        process.env,
        audience,
        { http: github.http, time: systemTime },
        withinMs,
      );
      if (idToken.ok) mask(idToken.value);
      return idToken;
    },
  });
  await http.close();
  const clocks = describeClocks({ broker: broker.offset(), github: github.offset() });
  if (clocks !== null) actions.warning(clocks, { title: 'Connect token: a clock is wrong' });
  return result;
}
