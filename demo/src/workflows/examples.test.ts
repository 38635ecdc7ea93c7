import { scanBytes, within } from '@connect-token/testkit';
import type { JobResult, WorkflowResult } from '@connect-token/testkit/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SECRETS, TOKEN_SHAPE } from './hidden.ts';
import { grantsOf, revoked } from './ledger.ts';
import { startHere } from './runner-engine.ts';
import { SCENARIOS } from './scenario.ts';
import { openScene, type Run, type Scene } from './scene.ts';

const ENDS_WITHIN_MS = 60_000;

/** Many processes, on a machine that may be busy with others. */
const TEST_MS = 120_000;

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});

afterAll(() => scene.close());

const ended = (run: Run): Promise<WorkflowResult> =>
  within(ENDS_WITHIN_MS, 'the end of the run', startHere(run).done);

/** The tokens that the jobs of a run have had, as the action's outputs have them. */
const tokensOf = (jobs: readonly JobResult[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    jobs.flatMap(({ name, steps }) =>
      steps.flatMap(({ outputs }, index) =>
        outputs['token'] === undefined ? [] : [[`token ${index} of ${name}`, outputs['token']] as const],
      ),
    ),
  );

/** No log, no summary and no line of the broker's log holds a token or a secret in any form. */
function expectSecrecy({ jobs }: WorkflowResult): void {
  const secrets = { ...tokensOf(jobs), ...SECRETS };
  const shown = jobs.map(({ log, summary }) => `${log}\n${summary}`);
  expect(TOKEN_SHAPE.test(shown.join('\n'))).toBe(false);
  expect(scanBytes(secrets, 'the log', [...shown, scene.stack.serve.stdout()].join('\n'))).toEqual([]);
}

const byId = ({ jobs }: WorkflowResult): Readonly<Record<string, string>> =>
  Object.fromEntries(jobs.map(({ id, conclusion }) => [id, conclusion]));

describe('the examples of workflows', { timeout: TEST_MS }, () => {
  test.each(SCENARIOS)('$file: $what, and the tokens are revoked and in no log', async (scenario) => {
    const run = await scene.prepare(scenario.file, scenario);
    const result = await ended(run);
    expect({ conclusions: byId(result), logs: result.jobs.map(({ log }) => log) }).toMatchObject({
      conclusions: scenario.conclusions,
    });
    const grants = grantsOf(scene.stack.serve, run.runId);
    expect(grants.map(({ rule }) => rule).sort()).toEqual(scenario.rules);
    expect(await revoked(scene.stack.serve, grants)).toHaveLength(grants.length);
    expectSecrecy(result);
  });

  test('promote.yml: the second token is the first to be revoked', async () => {
    const scenario = SCENARIOS.find(({ file }) => file === 'promote.yml');
    const run = await scene.prepare('promote.yml', scenario ?? {});
    const result = await ended(run);
    expect(result.conclusion).toBe('success');
    const grants = grantsOf(scene.stack.serve, run.runId);
    const order = grants.map(({ leaseId = '' }) => leaseId);
    expect(await revoked(scene.stack.serve, grants)).toEqual(order.toReversed());
  });

  test('staging.yml: a careless step prints asterisks, and reads its secret', async () => {
    const scenario = SCENARIOS.find(({ what }) => what === 'one step has the token');
    const run = await scene.prepare('staging.yml', scenario ?? {});
    const result = await ended(run);
    const [job] = result.jobs;
    const { outputs } = job?.steps.find((step) => step.outputs['token'] !== undefined) ?? {};
    // What the step printed is the token itself: only the masks of the action stand before it.
    expect(job?.steps.some(({ printed }) => printed.includes(`${outputs?.['token']}\n`))).toBe(true);
    expect(job?.log).toContain('***\n***\nStaging: 29 characters\n');
  });
});
