import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { deferred } from '../deferred.ts';
import { job, linesOf, MAIN, NODE, POST, useBench } from './testing/bench.ts';

const bench = useBench();

describe('a job', () => {
  test('sees variables of workflow, job and step, the nearest last, and what steps export', async () => {
    const result = await bench.run(`env: {ONE: workflow, TWO: workflow, THREE: workflow}
jobs:
  a:
    runs-on: ubuntu-latest
    env: {TWO: job, THREE: "\${{ github.event_name }}/job"}
    steps:
      - run: echo "$ONE $TWO $THREE $GITHUB_REPOSITORY \${{ env.THREE }} \${GITHUB_TOKEN:-none}"
        env: {THREE: step}
      - run: |
          echo "TWO=exported" >> "$GITHUB_ENV"
          echo /opt/tool >> "$GITHUB_PATH"
      - run: echo "$TWO \${{ env.TWO }} \${PATH%%:*}"`);
    expect(linesOf(result.jobs[0])).toEqual([
      'workflow job step acme/shop step none',
      'exported exported /opt/tool',
    ]);
  });

  test('goes on to what asks for a failure, and past what may fail', async () => {
    const result = await bench.run(
      job(`- {id: one, run: exit 3, continue-on-error: true}
- run: echo "\${{ steps.one.outcome }} \${{ steps.one.conclusion }}"
- run: exit 1
- run: echo never
- if: failure()
  run: echo failed
- if: always() && steps.one.outcome == 'failure'
  run: echo always
- if: cancelled()
  run: echo never`),
    );
    expect(linesOf(result.jobs[0])).toEqual(['failure success', 'failed', 'always']);
    expect(result.jobs[0]?.steps.map(({ outcome }) => outcome)).toEqual([
      'failure',
      'success',
      'failure',
      'skipped',
      'success',
      'success',
      'skipped',
    ]);
    expect(result.conclusion).toBe('failure');
  });

  test('fails where an expression can’t be evaluated', async () => {
    const result = await bench.run(
      job(`- run: echo \${{ fromJSON(vars.NOTHING).x }}
- run: echo never`),
    );
    expect(result.conclusion).toBe('failure');
    expect(result.jobs[0]?.log).toContain('Error: ');
  });

  test('hides what a step masks from all that come after it, and its own tokens from the start', async () => {
    const result = await bench.run(
      `permissions: {id-token: write}\n${job(`- run: echo "::add-mask::hush"; echo hush
- run: echo "hush \${{ github.token }} $ACTIONS_ID_TOKEN_REQUEST_TOKEN"`)}`,
      { idTokens: () => Promise.resolve({ env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'id-token-secret' } }) },
    );
    expect(linesOf(result.jobs[0])).toEqual(['***', '*** *** ***']);
  });

  test('that checks out gets the repository, and its scripts run there', async () => {
    bench.write('repository/hello.sh', 'echo "hello $1 from $PWD"');
    const steps = `- uses: actions/checkout@v5\n- run: bash hello.sh you | sed "s#\${{ github.workspace }}#here#"`;
    const result = await bench.run(job(steps), { checkout: bench.checkout });
    expect(linesOf(result.jobs[0])).toEqual(['hello you from here']);
  });

  test('calls bash as GitHub does, where the shell is named and where it isn’t', async () => {
    const result = await bench.run(
      job(`- run: false | true; echo "goes on"
- {run: 'false | true; echo never', shell: bash}`),
    );
    expect(linesOf(result.jobs[0])).toEqual(['goes on']);
    expect(result.conclusion).toBe('failure');
  });

  test('is cancelled past its minutes, its post steps run', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    bench.action('js', NODE, { 'main.mjs': MAIN, 'post.mjs': POST });
    const up = deferred<void>();
    const steps = '- uses: acme/tools/js@v1\n- run: echo up; exec tail -f /dev/null\n- run: echo never';
    const running = bench.start(job(steps).replace('steps:', 'timeout-minutes: 1\n    steps:'), {
      said: (_, line) => (line === 'up' ? up.resolve() : undefined),
    });
    await up.promise;
    await vi.advanceTimersByTimeAsync(60_000);
    const result = await running.done;
    expect(linesOf(result.jobs[0])).toEqual([
      'main standard undefined',
      'up',
      'post standard standard undefined',
    ]);
    expect(result.conclusion).toBe('cancelled');
  });
});
