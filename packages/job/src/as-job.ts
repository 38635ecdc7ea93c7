import * as actions from '@actions/core';
import { createHttp, type Http, systemTime, watchClock } from '@connect-token/broker-client';
import type { Failure, Result, Secret } from '@connect-token/core';
import { describeClocks } from './clocks.ts';
import { requestIdToken } from './id-token.ts';
import { mask } from './mask.ts';

/** What a job asks a broker with. */
export interface AsJob {
  /** The way to the broker, and to nobody else: its clock is watched. */
  readonly brokerHttp: Http;
  /** The one way out, for whatever else. */
  readonly http: Http;
  /** A fresh one each time, masked. */
  idToken(withinMs: number): Promise<Result<Secret<string>, Failure>>;
}

/** Asks once or several times, and then says whose clock is wrong, where one is: ID tokens are refused for that. */
export async function askAsJob<T>(audience: string, ask: (job: AsJob) => Promise<T>): Promise<T> {
  const http = createHttp(systemTime);
  const broker = watchClock(http, systemTime);
  const github = watchClock(http, systemTime);
  const wire = { http: github.http, time: systemTime };
  const result = await ask({
    brokerHttp: broker.http,
    http,
    idToken: async (withinMs) => {
      const idToken = await requestIdToken(process.env, audience, wire, withinMs);
      if (idToken.ok) mask(idToken.value);
      return idToken;
    },
    // Also where it throws, as with a state file that can't be written: a connection would keep the process.
  }).finally(() => http.close());
  const clocks = describeClocks({ broker: broker.offset(), github: github.offset() });
  if (clocks !== null) actions.warning(clocks, { title: 'Connect token: a clock is wrong' });
  return result;
}
