import * as actions from '@actions/core';
import { giveBackAlone, recallHandles } from '@connect-token/job';
import { tellGivenBack, tellLeft } from './given-back.ts';

/**
 * The post step: what main has left behind where it was cancelled, killed, or couldn't reach the broker at its end. It reads no
 * input, and never fails a job that has succeeded: where the broker is away, the token dies by itself.
 */
export async function post(): Promise<void> {
  const recalled = recallHandles();
  switch (recalled.kind) {
    case 'nothing':
    case 'nothing-made':
    case 'ended':
      actions.info('there is nothing to revoke');
      return;
    case 'tampered':
      actions.warning(
        "another step has changed the state of this action, so its token can't be revoked from here; it dies by itself",
      );
      return;
    case 'handles': {
      const givenBack = tellLeft(await giveBackAlone(recalled), recalled.expiresAt);
      tellGivenBack('what was left of the token', givenBack);
    }
  }
}
