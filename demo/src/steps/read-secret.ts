import { createHash } from 'node:crypto';
import type { Job } from '../job.ts';
import { readWithSdk, tellSdk } from '../sdk.ts';
import type { Stage } from '../stage.ts';
import { must } from '../step.ts';

/** The token does what it is for, with 1Password's own SDK. */
export async function readSecret({ say, account }: Stage, job: Job): Promise<void> {
  say.step(
    'The job reads a secret',
    'The official @1password/connect SDK runs as a later step of the job: OP_CONNECT_HOST and OP_CONNECT_TOKEN are all that it has.',
  );
  const answer = await readWithSdk(job.env, 'field', 'Production', 'Database', 'password');
  must('value' in answer, `the SDK was refused: ${tellSdk(answer)}`);
  const password = account.valueOf('Production', 'Database', 'password');
  const expected = createHash('sha256').update(password).digest('hex');
  must(answer.value === expected, 'the SDK read something else than the account file holds');
  say.held('op://Production/Database/password was read, and is what the account file says');
}
