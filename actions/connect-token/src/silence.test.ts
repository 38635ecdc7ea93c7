import { fileURLToPath } from 'node:url';
import { runPost, type ScriptedJobOptions, startScriptedJob } from '@connect-token/testkit';
import { expect, test } from 'vitest';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

/** A job's first minute isn't ours to waste; nor are the five minutes that all post steps share. */
const PATIENCE_MS = 60_000;

const silent = { kind: 'hang' } as const;

async function withJob<T>(
  options: Omit<ScriptedJobOptions, 'actionDir'>,
  work: (job: Awaited<ReturnType<typeof startScriptedJob>>) => Promise<T>,
): Promise<void> {
  const job = await startScriptedJob({ actionDir, ...options });
  try {
    await work(job);
  } finally {
    await job.close();
  }
}

// The deadlines are the real ones, of the real bundle; they run side by side, and cost no work.
test.concurrent('a broker that never answers doesn’t hold a job for a minute', { timeout: PATIENCE_MS }, () =>
  withJob({ mint: () => silent, revoke: () => silent }, async (job) => {
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(result.log).toMatch(/^Error: BROKER_UNREACHABLE: .*no answer within/);
  }),
);

test.concurrent('an ID-token endpoint that never answers doesn’t either', { timeout: PATIENCE_MS }, () =>
  withJob({ idToken: () => silent }, async (job) => {
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'failure', outputs: {}, state: {} });
    expect(result.log).toMatch(/^Error: OIDC_REQUEST_FAILED: .*no answer within \d+s/);
  }),
);

test.concurrent('a revocation that is never answered ends with a warning', { timeout: PATIENCE_MS }, () =>
  withJob({ revoke: () => silent }, async (job) => {
    const post = await runPost(await job.start().done);
    expect(post).toMatchObject({ conclusion: 'success' });
    expect(post.log).toMatch(/^Warning: BROKER_UNREACHABLE: .*no answer within/);
  }),
);
