import type { Job } from '../job.ts';
import { readWithSdk, statusOf, tellSdk } from '../sdk.ts';
import type { Stage } from '../stage.ts';
import { must } from '../step.ts';

/** Revoked means dead now, long before the expiry. */
export async function refuseDeadToken({ say }: Stage, job: Job): Promise<void> {
  say.step('The same token is dead', 'Whoever copied it holds a string that opens nothing.');
  const answer = await readWithSdk(job.env, 'field', 'Production', 'Database', 'password');
  must(statusOf(answer) === 401, `the revoked token was not refused with 401: ${tellSdk(answer)}`);
  const left = Math.round((job.expiresAt - Date.now()) / 60_000);
  say.held(`401: ${'refused' in answer ? answer.refused.message : ''} (${left} minutes before its expiry)`);
}
