import { instant } from '@connect-token/core';
import { runJob } from '../job.ts';
import { openLater } from '../later.ts';
import { readWithSdk, statusOf, tellSdk } from '../sdk.ts';
import type { Stage } from '../stage.ts';
import { must } from '../step.ts';

const DRAIN_WITHIN_MS = 10_000;
const ASKED_MS = 60_000;

/** Where nobody gives a token back, it dies by itself. */
export async function expireToken(stage: Stage): Promise<void> {
  const { say, stack } = stage;
  say.step(
    'A job that never ends properly',
    'Its runner is lost, no post step runs, and the broker goes down as well. Expiry is the floor under everything.',
  );
  const job = await runJob(stage, { vaults: 'Production,r', expiresIn: '1m' });
  must(job.expiresAt - Date.now() <= ASKED_MS, 'the token lives longer than the minute that was asked for');
  const { code } = await stack.serve.stop(DRAIN_WITHIN_MS);
  must(code === 0, `\`connect serve\` ended with ${code} on SIGTERM`);
  say.held('`connect serve` drains on SIGTERM, and exits with 0');

  const later = await openLater(stack.path);
  try {
    const read = () => readWithSdk(job.env, 'field', 'Production', 'Database', 'password');
    later.setTime(instant(job.expiresAt - 1_000));
    const before = await read();
    must('value' in before, `one second before its expiry the token was refused: ${tellSdk(before)}`);
    later.setTime(instant(job.expiresAt));
    const at = await read();
    must(statusOf(at) === 401, `at its expiry the token was not refused with 401: ${tellSdk(at)}`);
    say.held(
      'the Connect API with its clock put forward: it reads one second before the expiry, and is 401 at it',
    );
  } finally {
    await later.close();
  }
}
