import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createStepLog } from '../runner-log.ts';
import type { CancelGrace, ProcessResult } from '../runner-process.ts';
import type { Contexts, Json, Status } from './expression.ts';

export type Outcome = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What one step of a job came to; the steps inside a composite action have reports of their own. */
export interface StepReport {
  readonly name: string;
  readonly stage: 'main' | 'post';
  readonly outcome: Outcome;
  /** The outcome, or `success` for a failure that `continue-on-error` lets pass. */
  readonly conclusion: Outcome;
  /** Not masked, as on a runner. */
  readonly outputs: Readonly<Record<string, string>>;
  /** As printed, and not masked either. */
  readonly printed: string;
}

/** What runs now, and can be ended. */
export interface Running {
  cancel(): void;
  kill(): void;
}

export interface MachineOrder {
  /** A folder of this job's own. */
  readonly directory: string;
  /** What `actions/checkout` brings into the workspace. */
  readonly checkout: string | null;
  /** What every step sees, expressions and all; the contexts that change are added. */
  readonly contexts: Contexts;
  readonly env: Readonly<Record<string, string>>;
  /** The way to ID tokens: variables of every step, which no expression sees. */
  readonly idTokens: Readonly<Record<string, string>>;
  /** The first folders of PATH. */
  readonly path: readonly string[];
  readonly masks: readonly string[];
  readonly cancelGrace: CancelGrace;
  /** How long a minute of `timeout-minutes` lasts, in milliseconds. */
  readonly minuteMs: number;
  readonly said: (line: string) => void;
}

/** A runner that has got one job: what lasts from one step to the next. */
export interface Machine {
  readonly order: MachineOrder;
  readonly workspace: string;
  readonly temp: string;
  /** The variables of every step: the job's, and what steps have written into GITHUB_ENV. */
  env: Readonly<Record<string, string>>;
  path: readonly string[];
  masks: readonly string[];
  status: Exclude<Status, 'unmet'>;
  /** It is gone, with all that ran on it: nothing runs any more, not even a post step. */
  dead: boolean;
  /** A process at a time; steps of a job don't overlap. */
  running: Running | null;
  /** Whether the step of the job that runs now wants to go on though the job is cancelled. */
  goesOn: () => boolean;
  /** Registered as their mains start; run in reverse order. Source: docs.github.com, "Metadata syntax reference", `runs.post`. */
  readonly posts: (() => Promise<void>)[];
  readonly reports: StepReport[];
  readonly summary: string[];
}

export function createMachine(order: MachineOrder): Machine {
  const workspace = join(order.directory, 'workspace');
  const temp = join(order.directory, 'temp');
  for (const path of [workspace, temp]) mkdirSync(path, { recursive: true });
  const github = { ...(order.contexts.github as object), workspace };
  const runner = { ...(order.contexts.runner as object), temp };
  return {
    order: { ...order, contexts: { ...order.contexts, github, runner } },
    workspace,
    temp,
    env: order.env,
    path: order.path,
    masks: order.masks,
    status: 'success',
    dead: false,
    running: null,
    goesOn: () => false,
    posts: [],
    reports: [],
    summary: [],
  };
}

/** What the runner itself has to say; steps' own lines go to `said` as they come. */
export const say = ({ masks, order }: Machine, line: string): void =>
  createStepLog(masks, order.said).write('stdout', `${line}\n`);

export function checkOut({ order, workspace }: Machine): void {
  if (order.checkout !== null) cpSync(order.checkout, workspace, { recursive: true });
}

/** What a process has written into its files holds for the steps after it, also where it failed. */
export function take(machine: Machine, result: ProcessResult): void {
  machine.env = { ...machine.env, ...result.env };
  machine.path = [...[...result.path].reverse(), ...machine.path];
  machine.masks = result.masks;
  if (result.summary !== '') machine.summary.push(result.summary);
}

/**
 * The environment of a step. What the runner says of itself can't be overridden.
 * Source: docs.github.com, "Variables reference", default environment variables.
 */
export function environmentOf(
  { order, env, path, workspace, temp }: Machine,
  overrides: Readonly<Record<string, string>>,
  github: Json,
): Readonly<Record<string, string>> {
  const defaults = Object.entries(github ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'token' ? [[`GITHUB_${name.toUpperCase()}`, value] as const] : [],
  );
  return {
    ...env,
    ...overrides,
    ...Object.fromEntries(defaults),
    ...order.idTokens,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    HOME: order.directory,
    RUNNER_TEMP: temp,
    RUNNER_OS: 'Linux',
    PATH: [...path, process.env['PATH'] ?? ''].join(':'),
  };
}

/** SIGINT and what follows, unless the step's condition still holds. Source: docs.github.com, "Workflow cancellation reference". */
export function cancelMachine(machine: Machine): void {
  machine.status = 'cancelled';
  if (!machine.goesOn()) machine.running?.cancel();
}

export function killMachine(machine: Machine): void {
  machine.dead = true;
  machine.running?.kill();
}
