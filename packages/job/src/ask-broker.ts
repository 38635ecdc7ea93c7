import { createJobClient, type Http, type JobClient, systemTime } from '@connect-token/broker-client';
import { askAsJob } from './as-job.ts';

/** What a job has while it asks: the broker, by ID tokens of its own, and the one way out for whatever else. */
export interface Asking {
  readonly client: JobClient;
  readonly http: Http;
}

/** Asks the broker as this job, each time with a fresh ID token. */
export const askBroker = <T>(
  brokerUrl: string,
  audience: string,
  work: (asking: Asking) => Promise<T>,
): Promise<T> =>
  askAsJob(audience, ({ brokerHttp, http, idToken }) =>
    work({
      client: createJobClient({ origin: brokerUrl, http: brokerHttp, time: systemTime, idToken }),
      http,
    }),
  );
