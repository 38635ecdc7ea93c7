import { describe, expect, test } from 'vitest';
import { job, NODE, useBench } from './testing/bench.ts';

const bench = useBench();

describe('refused, with its line, is', () => {
  const REFUSED: readonly (readonly [what: string, text: string, why: string])[] = [
    [
      'an action that nobody gave',
      job('- uses: other/action@v1'),
      '(Line: 6, Col: 15): `other/action@v1` is not an action that is run here',
    ],
    [
      'another ref of one that is there',
      job('- uses: acme/tools/js@v2'),
      'Line: 6, Col: 15): `acme/tools/js@v2` is not',
    ],
    [
      'an action in a container',
      job('- uses: docker://alpine'),
      'Line: 6, Col: 15): `docker://alpine` is not',
    ],
    ['another shell', job('- {run: x, shell: pwsh}'), 'Line: 6, Col: 25): the shell `pwsh` is not run here'],
    [
      'another machine',
      'jobs: {a: {runs-on: windows-latest, steps: [run: x]}}',
      'Line: 2, Col: 21): `runs-on` is not',
    ],
    [
      'a container',
      'jobs: {a: {runs-on: ubuntu-latest, container: x, steps: [run: x]}}',
      'Line: 2, Col: 36): `container` is not run here',
    ],
    ['a step in the background', job('- {run: x, background: true}'), "Unexpected value 'background'"],
    [
      '`hashFiles()`',
      job(`- run: echo \${{ hashFiles(vars.X) }}`),
      "Line: 6, Col: 14): not run here: Unrecognized function: 'hashFiles'",
    ],
    ['`hashFiles()` in a condition', job(`- {run: x, if: hashFiles('x') != ''}`), "function: 'hashFiles'"],
    [
      'a context that is another runner’s',
      job(`- run: echo \${{ strategy.job-index }}`),
      "not run here: Unrecognized named-value: 'strategy'",
    ],
    [
      'a limit of time for a step',
      job('- {run: x, timeout-minutes: 1}'),
      '`timeout-minutes` is not run here',
    ],
    ['another folder', job('- {run: x, working-directory: y}'), '`working-directory` is not run here'],
    [
      'a failure that is let pass by an expression',
      job(`- {run: x, continue-on-error: "\${{ vars.X == 1 }}"}`),
      "'continue-on-error'. The type 'BooleanToken' was expected",
    ],
    [
      'an output of a job',
      'jobs: {a: {runs-on: ubuntu-latest, outputs: {x: y}, steps: [run: x]}}',
      '`outputs` is',
    ],
    ['a step’s id twice', job('- {id: a, run: x}\n- {id: a, run: x}'), 'may not be used more than once'],
    [
      'a job that needs itself',
      'jobs: {a: {runs-on: ubuntu-latest, needs: a, steps: [run: x]}}',
      'at least one job',
    ],
    [
      'a job that needs one that isn’t there',
      'jobs: {a: {runs-on: ubuntu-latest, steps: [run: x]}, b: {runs-on: ubuntu-latest, needs: c, steps: [run: x]}}',
      "unknown job 'c'",
    ],
    ['what GitHub’s own schema refuses', job('- {run: x, colour: red}'), "Unexpected value 'colour'"],
    [
      'a context that isn’t there',
      job(`- run: echo \${{ steps.x.y }} \${{ nothing.x }}`),
      "Unrecognized named-value: 'nothing'",
    ],
  ];

  test.each(REFUSED)('%s', (_, text, why) => {
    const workflow = bench.read(text);
    if (workflow.ok) throw new Error('it was not refused');
    expect(workflow.error.join('\n')).toContain(why);
  });

  test('an action for another runtime, and one with an early step', () => {
    bench.action('old', NODE.replace('node24', 'node20'));
    bench.action('pre', NODE.replace('main.mjs', 'main.mjs, pre: pre.mjs'));
    const workflow = bench.read(job('- uses: acme/tools/old@v1\n- uses: acme/tools/pre@v1'));
    expect(workflow).toMatchObject({
      ok: false,
      error: [
        'test.yml (Line: 6, Col: 15): acme/tools/old@v1/action.yml (Line: 4, Col: 15): `using: node20` is not run here',
        'test.yml (Line: 7, Col: 15): acme/tools/pre@v1/action.yml (Line: 4, Col: 39): `pre` is not run here',
      ],
    });
  });

  test('an action that uses itself', () => {
    bench.write('repository/me/action.yml', ITSELF);
    const workflow = bench.read(job('- uses: ./me'));
    if (workflow.ok) throw new Error('it was not refused');
    const [why = ''] = workflow.error;
    expect(why).toContain('`./me` is nested more than 10 deep');
    expect(why.match(/action\.yml/g)).toHaveLength(10);
  });
});

const ITSELF = `name: i
description: d
runs: {using: composite, steps: [{uses: ./me}]}
`;
