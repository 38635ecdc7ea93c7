import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputVariable } from '../runner-action.ts';
import type { RunnerFiles } from '../runner-files.ts';
import { CANCEL_GRACE, startProcess } from '../runner-process.ts';
import type { Action } from './action-file.ts';
import { type Texts, textOf } from './expression.ts';
import { type Frame, scopeOf } from './frame.ts';
import { type Done, say } from './machine.ts';
import type { StepWork } from './step-file.ts';

/** Bash is called in one way where it is named, and in another where it isn't. Source: docs.github.com, "Workflow syntax for GitHub Actions", `jobs.<job_id>.steps[*].shell`. */
export function runScript(
  frame: Frame,
  { shell, script }: StepWork & { readonly kind: 'run' },
): Promise<Done> {
  const { temp, reports } = frame.machine;
  const path = join(temp, `script-${reports.length}.sh`);
  writeFileSync(path, textOf(script, scopeOf(frame)));
  const options = shell === undefined ? ['-e'] : ['--noprofile', '--norc', '-eo', 'pipefail'];
  return runProcess(frame, 'bash', [...options, path], {});
}

/**
 * A post step has the state of its main, and today's environment. Inside a composite action the inputs are those of another step
 * on GitHub's runner (github.com/actions/runner/issues/3514): here they are gone, so that nothing can rely on them.
 */
export async function runNode(
  frame: Frame,
  { main, post }: Action & { readonly kind: 'node' },
  inputs: Texts,
  name: string,
): Promise<Done> {
  const { machine, progress } = frame;
  const given = renamed(inputs, inputVariable);
  const ran = runProcess(frame, process.execPath, [main], given);
  // Registered before main ends, so that a main that is cancelled has its post as well.
  if (post !== null)
    machine.posts.push(async () => {
      say(machine, `▶ ${name}`);
      const state = renamed((await ran).state, (key) => `STATE_${key}`);
      const variables = progress === machine ? { ...given, ...state } : state;
      const done = await runProcess(frame, process.execPath, [post], variables);
      machine.reports.push({ name, stage: 'post', ...done });
      machine.failed ||= done.outcome !== 'success';
    });
  return ran;
}

const renamed = (texts: Texts, rename: (name: string) => string): Texts =>
  Object.fromEntries(Object.entries(texts).map(([name, value]) => [rename(name), value]));

/** Runs a process of a step in the workspace. What it writes into its files holds for the steps after it, also where it fails. */
async function runProcess(
  frame: Frame,
  command: string,
  args: readonly string[],
  variables: Texts,
): Promise<Done> {
  const { machine } = frame;
  const { workspace, temp: directory, masks, order, said } = machine;
  const env = environmentOf(frame, variables);
  const place = (files: RunnerFiles) => ({ cwd: workspace, env: { ...env, ...files.env } });
  const { cancelGrace = CANCEL_GRACE } = order;
  machine.running = startProcess({ command, args, place, directory, masks, cancelGrace, said });
  const { conclusion, outputs, stdout, stderr, state, ...after } = await machine.running.done;
  machine.running = null;
  machine.env = { ...machine.env, ...after.env };
  machine.path = [...after.path.toReversed(), ...machine.path];
  machine.masks = after.masks;
  if (after.summary !== '') machine.summary += `${after.summary}\n`;
  return { outcome: conclusion, outputs, printed: stdout + stderr, state };
}

/**
 * The environment of a step. What the runner says of itself can't be overridden.
 * Source: docs.github.com, "Variables reference", default environment variables.
 */
function environmentOf({ machine, contexts, overrides }: Frame, variables: Texts): Texts {
  const defaults = Object.entries(contexts['github'] ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'token' ? [[`GITHUB_${name.toUpperCase()}`, value] as const] : [],
  );
  return {
    ...machine.env,
    ...overrides,
    ...variables,
    ...Object.fromEntries(defaults),
    ...machine.idTokens,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    HOME: machine.directory,
    RUNNER_TEMP: machine.temp,
    RUNNER_OS: 'Linux',
    PATH: [...machine.path, process.env['PATH'] ?? ''].join(':'),
  };
}
