import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createStepLog } from '../runner-log.ts';
import type { RunningProcess } from '../runner-process.ts';
import type { Contexts, Status, Texts } from './expression.ts';
import type { WorkflowOrder } from './run-job.ts';

export type Outcome = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What one step of a job came to; the steps inside a composite action have reports of their own. */
export interface StepReport {
  readonly name: string;
  readonly stage: 'main' | 'post';
  /** Before `continue-on-error`. */
  readonly outcome: Outcome;
  /** Not masked, as on a runner. */
  readonly outputs: Texts;
  /** As printed, and not masked either. */
  readonly printed: string;
  /** What it has saved for its post step. */
  readonly state: Texts;
}

export type Done = Omit<StepReport, 'name' | 'stage'>;

/** How far a job, or a composite action, has come. */
export interface Progress {
  failed: boolean;
}

/** What a job is given. */
export interface JobOrder {
  /** A folder of its own. */
  readonly directory: string;
  /** What every step sees, expressions and all; the contexts that change are added. */
  readonly contexts: Contexts;
  readonly env: Texts;
  /** The way to ID tokens: variables of every step, which no expression sees. */
  readonly idTokens: Texts;
  readonly masks: readonly string[];
  /** Whether its condition holds though the run is cancelled: it isn't, then. Source: docs.github.com, "Workflow cancellation reference". */
  readonly outlivesCancel: boolean;
  readonly said: (line: string) => void;
}

/** A runner that has got one job: what lasts from one step to the next. */
export interface Machine extends JobOrder, Progress {
  readonly order: WorkflowOrder;
  readonly workspace: string;
  readonly temp: string;
  /** The variables of every step: the job's, and what steps have written into GITHUB_ENV. */
  env: Texts;
  path: readonly string[];
  masks: readonly string[];
  summary: string;
  cancelled: boolean;
  /** It is gone, with all that ran on it: nothing runs any more, not even a post step. */
  dead: boolean;
  /** A process at a time; steps of a job don't overlap. */
  running: RunningProcess | null;
  /** Whether the step of the job that runs now wants to go on though the job is cancelled. */
  goesOn: () => boolean;
  /** Registered as their mains start; run in reverse order. Source: docs.github.com, "Metadata syntax reference", `runs.post`. */
  readonly posts: (() => Promise<void>)[];
  readonly reports: StepReport[];
}

export function createMachine(order: WorkflowOrder, job: JobOrder): Machine {
  const [workspace, temp] = [join(job.directory, 'workspace'), join(job.directory, 'temp')];
  for (const path of [workspace, temp]) mkdirSync(path, { recursive: true });
  const github = { ...job.contexts['github'], workspace };
  const runner = { os: 'Linux', name: 'testkit', environment: 'self-hosted', temp };
  return {
    ...job,
    order,
    contexts: { ...job.contexts, github, runner },
    workspace,
    temp,
    path: order.path ?? [],
    summary: '',
    failed: false,
    cancelled: false,
    dead: false,
    running: null,
    goesOn: () => false,
    posts: [],
    reports: [],
  };
}

export const statusOf = ({ cancelled }: Machine, { failed }: Progress): Exclude<Status, 'unmet'> =>
  cancelled ? 'cancelled' : failed ? 'failure' : 'success';

/** What the runner itself has to say; steps' own lines go to `said` as they come. */
export const say = ({ masks, said }: Machine, line: string): void =>
  createStepLog(masks, said).write('stdout', `${line}\n`);

/** SIGINT and what follows, unless the step's condition still holds. Source: docs.github.com, "Workflow cancellation reference". */
export function cancelMachine(machine: Machine): void {
  machine.cancelled = true;
  if (!machine.goesOn()) machine.running?.cancel();
}

export function killMachine(machine: Machine): void {
  machine.dead = true;
  machine.running?.kill();
}
