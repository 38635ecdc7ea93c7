import { describe, expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import type { JobResult, RunningWorkflow } from './index.ts';
import { conclusions, job, linesOf, MAIN, NODE, POST, useBench } from './testing/bench.ts';

const bench = useBench();

describe('a run that is', () => {
  const LONG = job(`- uses: acme/tools/js@v1
- run: echo up; tail -f /dev/null
- run: echo never
- {if: cancelled(), run: echo cancelled}`);

  async function startLong(text: string): Promise<RunningWorkflow> {
    bench.action('js', NODE, { 'main.mjs': MAIN, 'post.mjs': POST });
    const up = deferred<void>();
    const running = bench.start(text, { said: (_, line) => (line === 'up' ? up.resolve() : undefined) });
    await up.promise;
    return running;
  }

  test('cancelled ends its step with all that this started, and still runs the post steps', async () => {
    const running = await startLong(LONG);
    running.cancel();
    const result = await running.done;
    expect(result).toMatchObject({ conclusion: 'cancelled' });
    expect(linesOf(result.jobs[0])).toEqual([
      'main standard undefined',
      'up',
      'cancelled',
      'post standard standard undefined',
    ]);
  });

  test('cancelled lets jobs go on that always run', async () => {
    const running = await startLong(
      `${LONG}\n  last: {needs: a, if: always(), runs-on: ubuntu-latest, steps: [run: 'echo "\${{ needs.a.result }}"']}`,
    );
    running.cancel();
    const result = await running.done;
    expect(conclusions(result)).toEqual({ a: 'cancelled', last: 'success' });
    expect(linesOf(result.jobs[1])).toEqual(['cancelled']);
  });

  test('cancelled while the way to ID tokens is asked for starts no step', async () => {
    const running: RunningWorkflow = bench.start(
      `permissions: {id-token: write}\n${job('- run: echo never')}`,
      {
        idTokens: () => {
          running.cancel();
          return Promise.resolve({ env: {} });
        },
      },
    );
    const result = await running.done;
    expect(conclusions(result)).toEqual({ a: 'cancelled' });
    expect(linesOf(result.jobs[0])).toEqual([]);
  });

  /** Cancels the run of one job at the line `up`, and lets what has printed it go on. */
  async function cancelledAtUp(text: string): Promise<JobResult | undefined> {
    const running: RunningWorkflow = bench.start(text, {
      said: (_, line) => {
        if (line !== 'up') return;
        running.cancel();
        bench.write('job-1/workspace/go', '');
      },
    });
    return (await running.done).jobs[0];
  }

  const WAIT = 'echo up; until test -e go; do sleep 0.02; done; echo on';

  test('cancelled lets a step end that always runs, and skips what asks for success', async () => {
    const ended = await cancelledAtUp(job(`- {if: always(), run: '${WAIT}'}\n- run: echo never`));
    expect(ended?.steps.map(({ outcome }) => outcome)).toEqual(['success', 'skipped']);
    expect(linesOf(ended)).toEqual(['up', 'on']);
    expect(ended?.conclusion).toBe('cancelled');
  });

  test('cancelled lets a post step end', async () => {
    const post = `import { existsSync } from 'node:fs';
console.log('up');
const timer = setInterval(() => existsSync('go') && clearInterval(timer), 20);`;
    bench.action('js', NODE, { 'main.mjs': MAIN, 'post.mjs': post });
    const ended = await cancelledAtUp(job('- uses: acme/tools/js@v1'));
    expect(ended?.steps.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
      'main success',
      'post success',
    ]);
  });

  test('cancelled doesn’t touch a job that always runs', async () => {
    const ended = await cancelledAtUp(job(`- run: ${WAIT}`).replace('runs-on', 'if: always()\n    runs-on'));
    expect(ended?.conclusion).toBe('success');
  });

  test('without its runner has failed, without a post step', async () => {
    const running = await startLong(LONG);
    running.killRunners();
    const result = await running.done;
    expect(result).toMatchObject({ conclusion: 'failure' });
    expect(linesOf(result.jobs[0])).toEqual(['main standard undefined', 'up']);
  });
});
