import * as actions from '@actions/core';
import {
  createHttp,
  createJobClient,
  type Http,
  type JobClient,
  systemTime,
  watchClock,
} from '@connect-token/broker-client';
import { describeClocks } from './clocks.ts';
import { requestIdToken } from './id-token.ts';
import { mask } from './mask.ts';

/** What a job has while it asks: the broker, by ID tokens of its own, and the one way out for whatever else. */
export interface Asking {
  readonly client: JobClient;
  readonly http: Http;
}

/** Asks the broker as this job, each time with a fresh ID token, which is masked; and then says whose clock is wrong, where one is. */
export async function askBroker<T>(
  brokerUrl: string,
  audience: string,
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  const http = createHttp(systemTime);
  const broker = watchClock(http, systemTime);
  const github = watchClock(http, systemTime);
  const time = systemTime;
  const client = createJobClient({
    origin: brokerUrl,
    http: broker.http,
    time,
    idToken: async (withinMs) => {
      const wire = { http: github.http, time };
      const idToken = await requestIdToken(process.env, audience, wire, withinMs);
      if (idToken.ok) mask(idToken.value);
      return idToken;
    },
  });
  const result = await work({ client, http });
  await http.close();
  const clocks = describeClocks({ broker: broker.offset(), github: github.offset() });
  if (clocks !== null) actions.warning(clocks, { title: 'Connect token: a clock is wrong' });
  return result;
}
