import { describe, expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import { conclusions, job, linesOf, MAIN, NODE, POST, useBench } from './bench.ts';
import type { JobIdentity, RunningWorkflow } from './index.ts';

const bench = useBench();

describe('jobs', () => {
  const chain = `jobs:
  first:
    runs-on: ubuntu-latest
    outputs: {plain: "\${{ steps.s.outputs.plain }}", secret: "\${{ steps.s.outputs.secret }}"}
    steps:
      - id: s
        run: |
          echo "::add-mask::hush"
          echo "plain=1" >> "$GITHUB_OUTPUT"
          echo "secret=hush" >> "$GITHUB_OUTPUT"
  second:
    needs: first
    runs-on: ubuntu-latest
    steps: [run: 'echo "\${{ needs.first.outputs.plain }}-\${{ needs.first.outputs.secret }}"; exit 1']
  third: {needs: second, runs-on: ubuntu-latest, steps: [run: echo never]}
  last: {needs: third, if: always(), runs-on: ubuntu-latest, steps: [run: 'echo "\${{ needs.third.result }}"']}
  rescue: {needs: third, if: failure(), runs-on: ubuntu-latest, steps: [run: echo]}`;

  test('hand on outputs without secrets, and run, or don’t, by what came before', async () => {
    const result = await bench.run(chain);
    expect(conclusions(result)).toEqual({
      first: 'success',
      second: 'failure',
      third: 'skipped',
      last: 'success',
      rescue: 'success',
    });
    expect(linesOf(result.jobs[1])).toEqual(['1-']);
    expect(linesOf(result.jobs[3])).toEqual(['skipped']);
    expect(result.jobs[0]?.log).toContain("Skip output 'secret'");
  });

  test('of a matrix run for each combination, with include and exclude', async () => {
    const result = await bench.run(`jobs:
  a:
    runs-on: ubuntu-latest
    strategy:
      max-parallel: 2
      matrix:
        n: \${{ fromJSON('[1, 2]') }}
        os: [x, y]
        exclude: [{n: 2, os: y}]
        include: [{n: 1, extra: e}, {n: 3, os: z}]
    steps:
      - run: echo "\${{ matrix.n }}\${{ matrix.os }}\${{ matrix.extra }} \${{ strategy.job-total }}"`);
    expect(result.jobs.map(({ name }) => name)).toEqual([
      'a (1, x, e)',
      'a (1, y, e)',
      'a (2, x)',
      'a (3, z)',
    ]);
    expect(result.jobs.flatMap(linesOf)).toEqual(['1xe 4', '1ye 4', '2x 4', '3z 4']);
  });

  test('of a matrix are cancelled by the first that fails', async () => {
    const result = await bench.run(`jobs:
  a:
    runs-on: ubuntu-latest
    strategy: {matrix: {n: [1, 2, 3]}, max-parallel: 2}
    steps: [run: 'test \${{ matrix.n }} != 1 && exec tail -f /dev/null']`);
    expect(conclusions(result)).toEqual({ 'a (1)': 'failure', 'a (2)': 'cancelled', 'a (3)': 'cancelled' });
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

  test('without its runner has failed, without a post step', async () => {
    const running = await startLong(LONG);
    running.killRunners();
    const result = await running.done;
    expect(result).toMatchObject({ conclusion: 'failure' });
    expect(linesOf(result.jobs[0])).toEqual(['main standard undefined', 'up']);
  });
});
