import { type GitHub, scanBytes, startGitHub, within } from '@connect-token/testkit';
import type { RunningWorkflow, WorkflowResult } from '@connect-token/testkit/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endingsOf, grantsOf, revoked } from './ledger.ts';
import { startHere } from './runner-engine.ts';
import { checkRunOf, openScene, type Scene } from './scene.ts';

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

test('sweep.yml ends the token of a run whose runner was lost, once GitHub says that the job is over', async () => {
  const github = await startGitHub();
  try {
    const { runId, running } = await startDeploying('staging.yml');
    const attempt = { repositoryId: '501002003', runId, runAttempt: '1' };
    const tell = (status: string): void =>
      github.tell({ ...attempt, status, jobs: [{ checkRunId: checkRunOf(runId, 1), status }] });
    tell('in_progress');
    const grants = grantsOf(scene.stack.serve, runId);
    expect(await sweep(github)).toMatchObject({ ended: '0' });
    expect(endingsOf(scene.stack.serve, grants)).toEqual([]);

    running.killRunners();
    await ended(running);
    tell('completed');
    expect(await sweep(github)).toMatchObject({ ended: '1', 'credits-freed': '1', unread: '0' });
    expect(await revoked(scene.stack.serve, grants)).toHaveLength(1);
    expect(endingsOf(scene.stack.serve, grants)).toEqual(['sweep']);
  } finally {
    await github.close();
  }
});

/** What sweep.yml came to, by its outputs. */
async function sweep({ apiUrl, token }: GitHub): Promise<Readonly<Record<string, string>>> {
  const run = await scene.prepare('sweep.yml', { event: 'schedule' });
  const { conclusion, jobs } = await ended(startHere(run, { github: { api_url: apiUrl, token } }));
  const [job] = jobs;
  expect({ conclusion, log: job?.log }).toMatchObject({ conclusion: 'success' });
  expect(scanBytes({ 'the token of GitHub': token }, 'the log', `${job?.log}${job?.summary}`)).toEqual([]);
  return job?.steps[0]?.outputs ?? {};
}
