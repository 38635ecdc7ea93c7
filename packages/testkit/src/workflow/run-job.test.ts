import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { job, linesOf, useBench } from './bench.ts';

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

  test('hides what a step masks from all that come after it, and its secrets from the start', async () => {
    const result = await bench.run(
      job(`- run: echo "::add-mask::hush"; echo hush
- run: echo "hush \${{ secrets.KEY }} \${{ github.token }}"`),
      { secrets: { KEY: 'top-secret' } },
    );
    expect(linesOf(result.jobs[0])).toEqual(['***', '*** *** ***']);
  });

  test('that checks out gets the repository, and its scripts run there', async () => {
    mkdirSync(join(bench.checkout, 'sub'), { recursive: true });
    writeFileSync(join(bench.checkout, 'sub', 'hello.sh'), 'echo "hello $1"');
    const steps =
      '- uses: actions/checkout@v5\n- {run: bash hello.sh you, working-directory: sub, shell: sh}';
    const result = await bench.run(job(steps), { checkout: bench.checkout });
    expect(linesOf(result.jobs[0])).toEqual(['hello you']);
  });

  test('past the minutes of a step ends that step, which has failed', async () => {
    const result = await bench.run(
      job('- {run: exec tail -f /dev/null, timeout-minutes: 1}\n- {if: failure(), run: echo late}'),
      { minuteMs: 100 },
    );
    expect(linesOf(result.jobs[0])).toEqual(['Error: The action has timed out.', 'late']);
  });
});
