import * as actions from '@actions/core';
import { systemTime } from '@connect-token/broker-client';
import { writePage } from '@connect-token/job';
import { returnHandles } from './returned.ts';
import { recall } from './state.ts';
import { formatOutcome } from './summary.ts';
import { tellExpired, tellReturned } from './told.ts';

/**
 * The post step. It reads no input, because under nested composites it sees those of another step, and asks nobody who it is:
 * the state alone says what to end. It fails a job that has succeeded only where the workflow says so: where the broker is away,
 * the token dies by itself, and the warning says when.
 */
export async function post(): Promise<void> {
  const remembered = recall();
  switch (remembered.kind) {
    case 'nothing':
      actions.info('no token was asked for: there is nothing to revoke');
      return;
    case 'nothing-made':
      actions.info('no token was made: there is nothing to revoke');
      return;
    case 'ended':
      actions.info('the token was revoked when its command ended');
      return;
    case 'tampered': {
      const tell = remembered.onRevokeFailure === 'fail' ? actions.setFailed : actions.warning;
      tell(
        "another step has changed the state of this action, so its token can't be revoked from here; it dies by itself",
      );
      return;
    }
    case 'handles': {
      tellExpired(remembered, systemTime.now(), 'this job');
      const returned = await returnHandles(remembered);
      for (const each of returned) tellReturned(each, remembered.expiresAt, remembered.onRevokeFailure);
      const last = returned.at(-1);
      if (last !== undefined && remembered.leaseId !== null)
        await writePage([formatOutcome(last, remembered.expiresAt)]);
    }
  }
}
