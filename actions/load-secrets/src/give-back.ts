import * as actions from '@actions/core';
import {
  type BrokerClient,
  createBrokerClient,
  createHttp,
  type RevocationState,
  systemTime,
} from '@connect-token/broker-client';
import type { Instant, Secret } from '@connect-token/core';
import { formatInstant, recallHandles, warnOf } from '@connect-token/job';

/**
 * The post step: what main has left behind where it was cancelled, killed, or couldn't reach the broker at its end. It reads no
 * input, and never fails a job that has succeeded: where the broker is away, the token dies by itself.
 */
export async function post(): Promise<void> {
  const recalled = recallHandles();
  switch (recalled.kind) {
    case 'nothing':
    case 'ended':
      actions.info('there is nothing to revoke');
      return;
    case 'tampered':
      actions.warning(
        "another step has changed the state of this action, so its token can't be revoked from here; it dies by itself",
      );
      return;
    case 'handles': {
      const http = createHttp(systemTime);
      const client = createBrokerClient({ origin: recalled.brokerUrl, http, time: systemTime });
      tellGivenBack(
        'what was left of the token',
        await giveBack(client, recalled.handles, recalled.expiresAt),
      );
      await http.close();
    }
  }
}

/** `revoking`: durable, and not confirmed by the account yet; `left`: there may be something to end, and the log says why. */
export type GivenBack = RevocationState | 'left';

/** Ends what handles have made or may still make, all at once. `expiresBy` is for people. */
export async function giveBack(
  client: Pick<BrokerClient, 'revoke'>,
  handles: readonly Secret<string>[],
  expiresBy: Instant,
): Promise<GivenBack> {
  const outcomes = await Promise.all(handles.map((handle) => client.revoke(handle)));
  for (const outcome of outcomes) {
    if (outcome.ok) continue;
    warnOf(
      outcome.error,
      `the token is not revoked; if it was made, it dies by itself at ${formatInstant(expiresBy)} at the latest`,
    );
  }
  if (!outcomes.every(({ ok }) => ok)) return 'left';
  return outcomes.some((outcome) => outcome.ok && outcome.value === 'revoking') ? 'revoking' : 'revoked';
}

export function tellGivenBack(what: string, givenBack: GivenBack): void {
  if (givenBack === 'revoked') actions.info(`${what} is revoked`);
  if (givenBack === 'revoking')
    actions.info(`${what} is being revoked: the broker keeps at it until the account confirms`);
}
