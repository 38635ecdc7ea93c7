import { type Contexts, holds, type Json, textOf, textsOf } from './expression.ts';
import {
  cancelMachine,
  createMachine,
  killMachine,
  type Machine,
  type MachineOrder,
  type Outcome,
  type StepReport,
  say,
} from './machine.ts';
import type { Combination } from './matrix.ts';
import { runStep } from './run-step.ts';
import type { JobFile } from './workflow-file.ts';

export interface JobResult {
  readonly id: string;
  /** With the values of its matrix: `test (2)`. */
  readonly name: string;
  readonly conclusion: Outcome;
  readonly outputs: Readonly<Record<string, string>>;
  /** As GitHub shows it. */
  readonly log: string;
  readonly summary: string;
  readonly steps: readonly StepReport[];
}

export interface RunningJob {
  readonly done: Promise<JobResult>;
  cancel(): void;
  kill(): void;
}

export const nameOf = (id: string, combination: Combination): string => {
  const values = Object.values(combination);
  return values.length === 0 ? id : `${id} (${values.map(String).join(', ')})`;
};

/** A job that never got a machine. */
export const notRun = ({ id }: JobFile, name: string, conclusion: Outcome): JobResult => ({
  id,
  name,
  conclusion,
  outputs: {},
  log: '',
  summary: '',
  steps: [],
});

/** A job whose condition holds though the run is cancelled isn't cancelled. Source: docs.github.com, "Workflow cancellation reference". */
export const outlivesCancel = ({ condition }: JobFile, contexts: Contexts): boolean =>
  holds(condition, { contexts, status: 'cancelled' });

/** Starts a job on a machine of its own. `name` is how it is told from its neighbours. */
export function startJob(job: JobFile, name: string, order: MachineOrder): RunningJob {
  const lines: string[] = [];
  const machine = createMachine({
    ...order,
    said: (line) => {
      lines.push(line);
      order.said(line);
    },
  });
  return {
    done: runJob(machine, job, name).then((ended) => ({
      ...ended,
      log: lines.map((line) => `${line}\n`).join(''),
    })),
    cancel: () => {
      if (!outlivesCancel(job, order.contexts)) cancelMachine(machine);
    },
    kill: () => killMachine(machine),
  };
}

async function runJob(machine: Machine, job: JobFile, name: string): Promise<Omit<JobResult, 'log'>> {
  const minutes =
    job.timeoutMinutes === undefined
      ? Infinity
      : Number(textOf(job.timeoutMinutes, { contexts: machine.order.contexts, status: 'success' }));
  const timer =
    minutes === Infinity
      ? undefined
      : setTimeout(() => cancelMachine(machine), minutes * machine.order.minuteMs);
  const steps: Record<string, Json> = {};
  for (const step of job.steps) {
    const conclusion = await runStep(
      machine,
      { contexts: {}, overrides: {}, steps, status: () => machine.status, top: true },
      step,
    );
    if (conclusion === 'failure' && machine.status === 'success') machine.status = 'failure';
  }
  clearTimeout(timer);
  machine.goesOn = () => true;
  for (let post = machine.posts.pop(); post !== undefined; post = machine.posts.pop()) await post();
  const contexts = { ...machine.order.contexts, steps, env: machine.env, job: { status: machine.status } };
  return {
    id: job.id,
    name,
    // GitHub hears no more of a machine that is gone, and calls its job failed.
    conclusion: machine.dead ? 'failure' : machine.status,
    outputs: machine.dead ? {} : outputsOf(machine, job, contexts),
    summary: machine.summary.join('\n'),
    steps: machine.reports,
  };
}

/** A value that holds a mask stays on the machine. Source: docs.github.com, "Passing information between jobs". */
function outputsOf(machine: Machine, job: JobFile, contexts: Contexts): Readonly<Record<string, string>> {
  const outputs = Object.entries(textsOf(job.outputs, { contexts, status: 'success' }));
  return Object.fromEntries(
    outputs.filter(([name, value]) => {
      const secret = machine.masks.some((mask) => value.includes(mask));
      if (secret) say(machine, `Warning: Skip output '${name}' since it may contain secret.`);
      return !secret;
    }),
  );
}
