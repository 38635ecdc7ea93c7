import {
  createBrokerClient,
  createHttp,
  type RevocationState,
  systemTime,
} from '@connect-token/broker-client';
import type { Failure, Result, Secret } from '@connect-token/core';

/** What became of a handle, and what it stood for. */
export interface Returned {
  readonly name: string;
  readonly outcome: Result<RevocationState, Failure>;
}

export interface ToReturn {
  readonly brokerUrl: string;
  /** The last is the lease's, where there is one; those before it bought nothing that arrived. */
  readonly handles: readonly Secret<string>[];
  readonly leaseId: string | null;
}

/** Ends every handle, all at once: the time of post steps is shared by all of them. */
export async function giveBack({ brokerUrl, handles, leaseId }: ToReturn): Promise<readonly Returned[]> {
  const http = createHttp(systemTime);
  const client = createBrokerClient({ origin: brokerUrl, http, time: systemTime });
  const outcomes = await Promise.all(
    handles.map(async (handle, index) => ({
      name:
        leaseId !== null && index === handles.length - 1
          ? `the token of lease ${leaseId}`
          : 'a token that was asked for and never arrived',
      outcome: await client.revoke(handle),
    })),
  );
  await http.close();
  return outcomes;
}
