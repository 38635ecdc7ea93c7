import { scanBytes, type TemporaryDirectory, temporaryDirectory, within } from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ActResult, type ActRun, startAct, writeRelease } from './act-engine.ts';
import { SECRETS, TOKEN_SHAPE } from './hidden.ts';
import { endingsOf, grantsOf, revoked } from './ledger.ts';
import { startHere } from './runner-engine.ts';
import { SCENARIOS, type Scenario } from './scenario.ts';
import { openScene, type Run, type Scene } from './scene.ts';

const WITHIN_MS = 60_000;

/** Many processes, on a machine that may be busy with others. */
const TEST_MS = 120_000;

let scene: Scene;
let directory: TemporaryDirectory;
let release: string;

beforeAll(async () => {
  directory = await temporaryDirectory('release');
  release = await writeRelease(directory.path);
  scene = await openScene();
});

afterAll(async () => {
  await scene.close();
  await directory.remove();
});

const start = (run: Run, environment: string): Promise<ActRun> =>
  startAct(process.env['ACT_PROGRAM'] ?? 'act', release, run, environment);

interface Seen {
  readonly conclusions: Readonly<Record<string, string>>;
  readonly rules: readonly (string | undefined)[];
  readonly revoked: number;
}

async function seenOf(run: Run, conclusions: Seen['conclusions']): Promise<Seen> {
  const grants = grantsOf(scene.stack.serve, run.runId);
  const rules = grants.map(({ rule }) => rule).sort();
  return { conclusions, rules, revoked: (await revoked(scene.stack.serve, grants)).length };
}

async function seenHere(scenario: Scenario): Promise<Seen> {
  const run = await scene.prepare(scenario.file, scenario);
  const { jobs } = await within(WITHIN_MS, 'the end of the run', startHere(run).done);
  return seenOf(run, Object.fromEntries(jobs.map(({ id, conclusion }) => [id, conclusion])));
}

async function seenByAct(scenario: Scenario): Promise<Seen & { readonly log: string }> {
  const run = await scene.prepare(scenario.file, scenario);
  const { done } = await start(run, scenario.environment);
  const { conclusions, log } = await within(WITHIN_MS, 'the end of act', done);
  return { ...(await seenOf(run, conclusions)), log };
}

/*
 * What act can't show, so that testkit's runner alone does:
 * - which job of a run has a lease, and several environments in one run: act has no ID tokens. One way to them serves all jobs of
 *   the run, in one environment, and names no check run;
 * - `permissions`: act ignores them, and a job without `id-token: write` has the variables all the same;
 * - the conclusion `cancelled`: act calls such a job failed;
 * - SIGINT, 7.5 s, SIGTERM, 2.5 s, SIGKILL: act kills a step at once;
 * - steps that see nothing of the caller's environment: act hands its own on;
 * - outputs of jobs that were masked: act hands them on;
 * - sweep.yml: act names GitHub's own API to actions, and nothing else;
 * - `$/` in `uses`, which act doesn't know.
 */
describe('testkit’s runner and act agree on what becomes of jobs and of tokens', { timeout: TEST_MS }, () => {
  test.each(SCENARIOS)('$file: $what', async (scenario) => {
    const here = await seenHere(scenario);
    const { log, ...act } = await seenByAct(scenario);
    expect(act, log).toEqual(here);
    expect(TOKEN_SHAPE.test(log)).toBe(false);
    expect(scanBytes(SECRETS, 'the log of act', log)).toEqual([]);
  });

  const deploying = async (): Promise<{
    readonly run: Run;
    readonly act: ActRun;
    readonly result: Promise<ActResult>;
  }> => {
    const run = await scene.prepare('staging.yml', {
      // act leaves behind what a step has started: this ends with the tests.
      scripts: { 'build.sh': '', 'deploy.sh': `echo deploying; exec tail --pid=${process.pid} -f /dev/null` },
    });
    const act = await start(run, 'staging');
    await act.act.printed(/"msg":"deploying/, WITHIN_MS);
    return { run, act, result: within(WITHIN_MS, 'the end of act', act.done) };
  };

  test('staging.yml: a run that is cancelled has its post step, which gives the token back', async () => {
    const { run, act, result } = await deploying();
    act.act.kill('SIGINT');
    expect((await result).conclusions).toEqual({ deploy: 'failure' });
    const grants = grantsOf(scene.stack.serve, run.runId);
    expect(await revoked(scene.stack.serve, grants)).toHaveLength(1);
    expect(endingsOf(scene.stack.serve, grants)).toEqual(['handle']);
  });

  test('staging.yml: a runner that is killed has none, and the token dies when GitHub says so', async () => {
    const { run, act, result } = await deploying();
    process.kill(-act.act.pid, 'SIGKILL');
    await result;
    const grants = grantsOf(scene.stack.serve, run.runId);
    expect(endingsOf(scene.stack.serve, grants)).toEqual([]);
    await scene.tellRunIsOver(run.runId);
    expect(await revoked(scene.stack.serve, grants)).toHaveLength(1);
  });
});
