import * as actions from '@actions/core';
import {
  createBrokerClient,
  createHttp,
  type RevocationState,
  systemTime,
} from '@connect-token/broker-client';
import type { Failure, Result } from '@connect-token/core';
import { formatFailure } from '@connect-token/job';
import { type Remembered, recall } from './remember.ts';

/**
 * The post step. It reads no input, because under nested composites it sees those of another step, and asks nobody who it is:
 * the state alone says what to end. It never fails a job that has succeeded: where the broker is away, the token dies by
 * itself, and the warning says when.
 */
export async function post(): Promise<void> {
  const remembered = recall();
  switch (remembered.kind) {
    case 'nothing':
      actions.info('no token was asked for: there is nothing to revoke');
      return;
    case 'tampered':
      actions.warning(
        "another step has changed the state of this action, so its token can't be revoked from here; it dies by itself",
      );
      return;
    case 'handles':
      return revokeAll(remembered);
  }
}

type RememberedHandles = Extract<Remembered, { readonly kind: 'handles' }>;

async function revokeAll(remembered: RememberedHandles): Promise<void> {
  const http = createHttp(systemTime);
  const client = createBrokerClient({ origin: remembered.brokerUrl, http, time: systemTime });
  // All at once: the time of a post step is shared by all of them.
  const outcomes = await Promise.all(remembered.handles.map((handle) => client.revoke(handle)));
  await http.close();
  outcomes.forEach((outcome, index) => {
    tell(outcome, nameOf(remembered, index), remembered.expiresAt);
  });
}

/** The last handle is the lease's; those before it, and the last where main never heard of a lease, may have bought nothing. */
const nameOf = ({ handles, leaseId }: RememberedHandles, index: number): string =>
  leaseId !== null && index === handles.length - 1
    ? `the token of lease ${leaseId}`
    : 'a token that was asked for and never arrived';

function tell(outcome: Result<RevocationState, Failure>, name: string, expiresAt: string): void {
  if (!outcome.ok) {
    actions.warning(
      `${formatFailure(outcome.error)}\n${name} is not revoked; if it was made, it dies by itself at ${expiresAt} at the latest`,
    );
    return;
  }
  actions.info(
    outcome.value === 'revoked'
      ? `revoked: ${name}`
      : `being revoked: ${name}; the broker keeps at it until the account confirms`,
  );
}
