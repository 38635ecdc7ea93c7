import { within } from '@connect-token/testkit';
import type { RunningWorkflow, WorkflowResult } from '@connect-token/testkit/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endingsOf, grantsOf, revoked } from './ledger.ts';
import { startHere } from './runner-engine.ts';
import { openScene, type Scene } from './scene.ts';

const WITHIN_MS = 30_000;

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});

afterAll(() => scene.close());

/** A workflow in the middle of its `deploy.sh`, which would never end by itself. */
async function startDeploying(
  file: string,
): Promise<{ readonly runId: string; readonly running: RunningWorkflow }> {
  let tell = (): void => {};
  const deploying = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const run = await scene.prepare(file, {
    scripts: { 'build.sh': '', 'deploy.sh': 'echo deploying; tail -f /dev/null' },
  });
  const running = startHere(run, {
    cancelGrace: { interruptMs: 200, terminateMs: 200 },
    said: (_, line) => (line === 'deploying' ? tell() : undefined),
  });
  await within(WITHIN_MS, 'the deployment', deploying);
  return { runId: run.runId, running };
}

const ended = (running: RunningWorkflow): Promise<WorkflowResult> =>
  within(WITHIN_MS, 'the end of the run', running.done);

describe('a run of staging.yml', () => {
  test('that is cancelled gives its token back by its post step', async () => {
    const { runId, running } = await startDeploying('staging.yml');
    running.cancel();
    const result = await ended(running);
    expect(result.conclusion).toBe('cancelled');
    expect(result.jobs[0]?.steps.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
      'main success',
      'main success',
      'main success',
      'main cancelled',
      'post success',
    ]);
    const grants = grantsOf(scene.stack.serve, runId);
    expect(await revoked(scene.stack.serve, grants)).toHaveLength(1);
    expect(endingsOf(scene.stack.serve, grants)).toEqual(['handle']);
  });

  test('whose runner is lost has no post step, and its token dies when GitHub says that the job is over', async () => {
    const { runId, running } = await startDeploying('staging.yml');
    running.killRunners();
    const result = await ended(running);
    expect(result.conclusion).toBe('failure');
    expect(result.jobs[0]?.steps.some(({ stage }) => stage === 'post')).toBe(false);
    const grants = grantsOf(scene.stack.serve, runId);
    expect(grants).toHaveLength(1);
    expect(endingsOf(scene.stack.serve, grants)).toEqual([]);

    await scene.tellJobIsOver(runId);
    expect(await revoked(scene.stack.serve, grants)).toHaveLength(1);
    expect(endingsOf(scene.stack.serve, grants)).toEqual(['webhook']);
  });
});

describe('a run of release.yml', () => {
  test('whose runner is lost has its token ended by the last job, on another runner', async () => {
    const { runId, running } = await startDeploying('release.yml');
    running.killRunners();
    const result = await ended(running);
    expect(result.jobs.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual([
      'release failure',
      'end success',
    ]);
    const grants = grantsOf(scene.stack.serve, runId);
    expect(grants).toHaveLength(1);
    expect(await revoked(scene.stack.serve, grants)).toHaveLength(1);
    expect(endingsOf(scene.stack.serve, grants)).toEqual(['run']);
  });

  test('that is cancelled has its last job as well', async () => {
    const { runId, running } = await startDeploying('release.yml');
    running.cancel();
    const result = await ended(running);
    expect(result.jobs.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual([
      'release cancelled',
      'end success',
    ]);
    expect(await revoked(scene.stack.serve, grantsOf(scene.stack.serve, runId))).toHaveLength(1);
  });
});
