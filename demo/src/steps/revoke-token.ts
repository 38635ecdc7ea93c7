import { endJob, type Job } from '../job.ts';
import { mustKeepSecrets } from '../secrecy.ts';
import type { Stage } from '../stage.ts';
import { must } from '../step.ts';

/** The post step gives the token back, from what main remembered alone. */
export async function revokeToken({ say }: Stage, job: Job): Promise<void> {
  say.step(
    'The job ends, and its post step gives the token back',
    'It runs whatever became of the job, and sends the handle that main remembered before it asked for anything.',
  );
  const post = await endJob(job);
  must(post.conclusion === 'success', `post ended as ${post.conclusion}:\n${post.log}`);
  mustKeepSecrets('post', post, job);
  say.quote(post.log);
  say.held('the broker has ended the lease');
}
