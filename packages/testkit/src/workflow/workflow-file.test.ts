import { describe, expect, test } from 'vitest';
import { job, NODE, useBench } from './bench.ts';

const bench = useBench();

describe('refused, with its line, is', () => {
  const REFUSED: readonly (readonly [what: string, text: string, why: string])[] = [
    [
      'an action that nobody gave',
      job('- uses: other/action@v1'),
      '6: `other/action@v1` is not an action that is run here',
    ],
    ['another ref of one that is there', job('- uses: acme/tools/js@v2'), '6: `acme/tools/js@v2` is not'],
    ['an action in a container', job('- uses: docker://alpine'), '6: `docker://alpine` is not'],
    ['another shell', job('- {run: x, shell: pwsh}'), '6: the shell `pwsh` is not run here'],
    ['another machine', 'jobs: {a: {runs-on: windows-latest, steps: [run: x]}}', '2: `runs-on` is not'],
    [
      'a container',
      'jobs: {a: {runs-on: ubuntu-latest, container: x, steps: [run: x]}}',
      '2: `container` is not run here',
    ],
    ['a step in the background', job('- {run: x, background: true}'), "Unexpected value 'background'"],
    ['`hashFiles()`', job(`- run: echo \${{ hashFiles(vars.X) }}`), '6: `hashFiles()` is not run here'],
    ['a job that needs itself', 'jobs: {a: {runs-on: ubuntu-latest, needs: a, steps: [run: x]}}', 'needs'],
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
        'test.yml:6: acme/tools/old@v1/action.yml:4: `using: node20` is not run here',
        'test.yml:7: acme/tools/pre@v1/action.yml:4: `pre` is not run here',
      ],
    });
  });
});
