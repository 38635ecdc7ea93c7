import { type BrokerClient, createBrokerClient, systemTime } from '@connect-token/broker-client';
import { type AsJob, askAsJob } from './as-job.ts';

/** A job in front of its broker, for a token or for what one would be. */
export interface Visit extends Pick<AsJob, 'idToken'> {
  readonly client: BrokerClient;
}

export const visitBroker = <T>(
  brokerUrl: string,
  audience: string,
  work: (visit: Visit) => Promise<T>,
): Promise<T> =>
  askAsJob(audience, ({ brokerHttp, idToken }) =>
    work({
      client: createBrokerClient({ origin: brokerUrl, http: brokerHttp, time: systemTime }),
      idToken,
    }),
  );
