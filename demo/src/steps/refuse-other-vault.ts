import type { Job } from '../job.ts';
import { readWithSdk, statusOf, tellSdk } from '../sdk.ts';
import type { Stage } from '../stage.ts';
import { must } from '../step.ts';

/** The token does nothing beside what it is for. */
export async function refuseOtherVault({ say, account }: Stage, job: Job): Promise<void> {
  say.step('Another vault stays shut', 'Finance is a vault of the same account, but not of this token.');
  const answer = await readWithSdk(job.env, 'vault', account.idOf('Finance'));
  must(statusOf(answer) === 403, `the vault Finance was not refused with 403: ${tellSdk(answer)}`);
  say.held(`403: ${'refused' in answer ? answer.refused.message : ''}`);
}
