import type { Job } from '../job.ts';
import { mustKeepSecrets } from '../secrecy.ts';
import type { Stage } from '../stage.ts';
import { must } from '../step.ts';

/** The job's log keeps the token secret, also from a step that prints it by mistake later. */
export async function readLog({ say }: Stage, job: Job): Promise<void> {
  say.step(
    "What the job's log shows",
    'The action masks the token before anything else can print it, and never prints it itself.',
  );
  const { main, token } = job;
  must(main.masks.includes(token), 'main did not mask the token');
  for (const segment of token.split('.').slice(1)) {
    must(main.masks.includes(segment), 'main did not mask the segments of the token by themselves');
  }
  mustKeepSecrets('main', main, job);
  must(main.summary.trim() !== '', 'main wrote no job summary');
  say.quote(main.log);
  say.held('the token and its segments are masked, and stand nowhere in the log');
  say.fact('job summary', '(what GitHub shows on the page of the run)');
  say.quote(main.summary);
}
