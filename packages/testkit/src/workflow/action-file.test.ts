import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { job, linesOf, MAIN, NODE, POST, useBench } from './testing/bench.ts';

const bench = useBench();

describe('actions', () => {
  beforeEach(() => bench.action('js', NODE, { 'main.mjs': MAIN, 'post.mjs': POST }));

  test('have their posts in reverse order, also after a failure, with today’s variables', async () => {
    const result = await bench.run(
      job(`- uses: acme/tools/js@v1
- {uses: acme/tools/js@v1, with: {word: second}, env: {LEVEL: step}}
- run: echo "LEVEL=later" >> "$GITHUB_ENV"; exit 1`),
    );
    expect(linesOf(result.jobs[0])).toEqual([
      'main standard undefined',
      'main second step',
      'post second second step',
      'post standard standard later',
    ]);
    expect(result.jobs[0]?.summary).toBe('used standard\nused second\n');
  });

  test('of several steps see the inputs and the variables of their caller, and answer with outputs', async () => {
    bench.action(
      'both',
      `name: b
description: d
inputs: {word: {description: d, default: "\${{ github.repository }}"}, other: {description: d}}
outputs: {answer: {description: d, value: "\${{ steps.js.outputs.out }}!"}}
runs:
  using: composite
  steps:
    - {id: js, uses: acme/tools/js@v1, with: {word: "\${{ inputs.word }}"}}
    - {run: 'echo "$LEVEL $INNER \${INPUT_WORD:-none} \${{ inputs.other }}"', shell: bash, env: {INNER: "\${{ env.LEVEL }}2"}}
`,
    );
    const result = await bench.run(
      job(`- {id: both, uses: acme/tools/both@v1, with: {other: o}, env: {LEVEL: caller}}
- run: echo "\${{ steps.both.outputs.answer }} \${LEVEL:-none} \${{ steps.js.outputs.out }}"`),
    );
    expect(linesOf(result.jobs[0])).toEqual([
      'main acme/shop caller',
      'caller caller2 none o',
      'acme/shop! none ',
      // Its inputs are gone: a post step of a nested action can't rely on them.
      'post acme/shop undefined caller',
    ]);
  });

  test('of several steps fail with one of them, and run what asks for that', async () => {
    bench.action(
      'fails',
      `name: f
description: d
runs:
  using: composite
  steps:
    - {run: exit 1, shell: bash}
    - {run: echo never, shell: bash}
    - {run: echo cleanup, shell: bash, if: always()}
`,
    );
    const result = await bench.run(
      job(`- uses: acme/tools/fails@v1
- if: failure()
  run: echo "\${{ job.status }}"`),
    );
    expect(linesOf(result.jobs[0])).toEqual(['cleanup', 'failure']);
  });

  test('of an action’s own repository are named by `$/`, those of the workspace by `./`, once it is checked out', async () => {
    for (const [at, path] of [
      ['tools', 'which'],
      ['repository', 'which'],
    ] as const)
      bench.write(join(at, path, 'action.yml'), PRINT.replace('WORD', at));
    bench.write('tools/own/action.yml', CALL.replace('PLACE', '$/which'));
    bench.write('tools/callers/action.yml', CALL.replace('PLACE', './which'));
    const steps = `- {uses: ./which, continue-on-error: true}
- uses: actions/checkout@v5
- uses: ./which
- uses: $/which
- uses: acme/tools/own@v1
- uses: acme/tools/callers@v1`;
    const result = await bench.run(job(steps), { checkout: bench.checkout });
    expect(linesOf(result.jobs[0])).toEqual([
      'Error: `./which` is not in the workspace: nothing has checked the repository out',
      'repository',
      'repository',
      'tools',
      'repository',
    ]);
  });
});

const PRINT = `name: p
description: d
runs: {using: composite, steps: [{run: echo WORD, shell: bash}]}
`;

const CALL = `name: c
description: d
runs: {using: composite, steps: [{uses: PLACE}]}
`;
