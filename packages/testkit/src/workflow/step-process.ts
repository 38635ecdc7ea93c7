import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StepOptions } from '../runner.ts';
import { type ProcessResult, type RunningProcess, startProcess } from '../runner-process.ts';
import { type Scope, textOf } from './expression.ts';
import { environmentOf, type Machine, type Outcome, type Running, say, take } from './machine.ts';
import type { StepWork } from './step-file.ts';

export type Texts = Readonly<Record<string, string>>;

/** What a step came to, before `continue-on-error`. */
export interface Done {
  readonly outcome: Outcome;
  readonly outputs: Texts;
  readonly printed: string;
}

/** How an action is started on this machine; its inputs are for the caller to add. */
export function optionsOf(
  machine: Machine,
  actionDir: string,
  overrides: Texts,
  { contexts }: Scope,
): StepOptions {
  const env = environmentOf(machine, overrides, contexts.github ?? null);
  return { actionDir, cwd: machine.workspace, env, ...common(machine) };
}

const common = ({ temp, masks, order: { cancelGrace, said } }: Machine) => ({
  directory: temp,
  masks,
  cancelGrace,
  said,
});

/** How each shell is called. Source: docs.github.com, "Workflow syntax for GitHub Actions", `jobs.<job_id>.steps[*].shell`. */
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  '': ['bash', '-e'],
  bash: ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
  sh: ['sh', '-e'],
};

export function startScript(
  machine: Machine,
  work: StepWork & { readonly kind: 'run' },
  overrides: Texts,
  scope: Scope,
): RunningProcess {
  const [command = '', ...args] = SHELLS[work.shell?.toString() ?? ''] ?? [];
  const path = join(machine.temp, `script-${machine.reports.length}.sh`);
  writeFileSync(path, textOf(work.script, scope));
  const inside = work.workingDirectory === undefined ? '.' : textOf(work.workingDirectory, scope);
  const env = environmentOf(machine, overrides, scope.contexts.github ?? null);
  return startProcess({
    command,
    args: [...args, path],
    place: (files) => ({ cwd: resolve(machine.workspace, inside), env: { ...env, ...files.env } }),
    ...common(machine),
  });
}

/** Waits for the one process that runs. Past its minutes it is ended as a cancelled one, and has failed. */
export async function watch(
  machine: Machine,
  running: Running & { readonly done: Promise<ProcessResult> },
  minutes: number,
): Promise<Done> {
  let late = false;
  const expire = (): void => {
    late = true;
    running.cancel();
  };
  const timer = minutes === Infinity ? undefined : setTimeout(expire, minutes * machine.order.minuteMs);
  machine.running = running;
  const result = await running.done;
  clearTimeout(timer);
  machine.running = null;
  take(machine, result);
  if (late) say(machine, 'Error: The action has timed out.');
  const { outputs, conclusion, stdout, stderr } = result;
  return { outcome: late ? 'failure' : conclusion, outputs, printed: stdout + stderr };
}
