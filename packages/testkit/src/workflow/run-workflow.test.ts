import { describe, expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import type { JobIdentity, JobResult, RunningWorkflow } from './index.ts';
import { conclusions, job, linesOf, MAIN, NODE, POST, useBench } from './testing/bench.ts';

const bench = useBench();

describe('jobs', () => {
  const chain = `jobs:
  first:
    runs-on: ubuntu-latest
    steps: [run: echo]
  second:
    needs: first
    runs-on: ubuntu-latest
    steps: [run: 'echo "\${{ needs.first.result }}"; exit 1']
  third: {needs: second, runs-on: ubuntu-latest, steps: [run: echo never]}
  last: {needs: third, if: always(), runs-on: ubuntu-latest, steps: [run: 'echo "\${{ needs.third.result }}"']}
  rescue: {needs: third, if: failure(), runs-on: ubuntu-latest, steps: [run: echo]}`;

  test('run, or don’t, by what came before, however far back', async () => {
    const result = await bench.run(chain);
    expect(conclusions(result)).toEqual({
      first: 'success',
      second: 'failure',
      third: 'skipped',
      last: 'success',
      rescue: 'success',
    });
    expect(linesOf(result.jobs[1])).toEqual(['success']);
    expect(linesOf(result.jobs[3])).toEqual(['skipped']);
  });

  test('that are needed may stand after those that need them', async () => {
    const result = await bench.run(`jobs:
  last: {needs: [one, two], runs-on: ubuntu-latest, steps: [run: 'echo "\${{ toJSON(needs) }}" | tr -d " \\n"']}
  two: {needs: one, runs-on: ubuntu-latest, steps: [run: echo]}
  one: {runs-on: ubuntu-latest, steps: [run: echo]}`);
    expect(linesOf(result.jobs[0])).toEqual(['{two:{result:success},one:{result:success}}']);
  });

  test('of a matrix run for each combination, so many at a time, and one that fails stops no other', async () => {
    const log: string[] = [];
    const result = await bench.run(
      `jobs:
  a:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      max-parallel: 1
      matrix: {n: [1, 2], os: [x, y]}
    steps:
      - run: mkdir "\${{ vars.LOCK }}"; sleep 0.05; rmdir "\${{ vars.LOCK }}"
      - run: echo "\${{ matrix.n }}\${{ matrix.os }}"; test "\${{ matrix.n == 1 }}" = true
  after: {needs: a, if: failure(), runs-on: ubuntu-latest, steps: [run: echo]}`,
      {
        vars: { LOCK: `${bench.checkout}-lock` },
        said: (name, line) => void log.push(`${name}: ${line}`),
      },
    );
    expect(log.filter((line) => /: \d/.test(line))).toEqual([
      'a (1, x): 1x',
      'a (1, y): 1y',
      'a (2, x): 2x',
      'a (2, y): 2y',
    ]);
    expect(conclusions(result)).toEqual({
      'a (1, x)': 'success',
      'a (1, y)': 'success',
      'a (2, x)': 'failure',
      'a (2, y)': 'failure',
      after: 'success',
    });
  });

  test('ask for ID tokens only with the permission, and say who they are', async () => {
    const asked: JobIdentity[] = [];
    const result = await bench.run(
      `permissions: {contents: read}
jobs:
  none: {runs-on: ubuntu-latest, steps: [run: 'echo "\${URL:-none}"']}
  one:
    runs-on: ubuntu-latest
    needs: none
    permissions: {id-token: write}
    environment: {name: production, url: "https://shop.example"}
    steps: [run: echo "$URL"]`,
      {
        idTokens: (identity) => {
          asked.push(identity);
          return Promise.resolve({ env: { URL: 'http://127.0.0.1:1' } });
        },
      },
    );
    expect(asked).toEqual([{ id: 'one', name: 'one', environment: 'production', ordinal: 2 }]);
    expect(result.jobs.flatMap(linesOf)).toEqual(['none', 'http://127.0.0.1:1']);
  });
});

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
