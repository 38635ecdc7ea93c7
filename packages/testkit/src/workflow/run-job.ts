import { join } from 'node:path';
import type { CancelGrace } from '../runner-process.ts';
import { type Contexts, holds, type Texts, textOf, textsOf } from './expression.ts';
import { cancelMachine, createMachine, type Machine, type Outcome, type StepReport } from './machine.ts';
import { runOn } from './run-step.ts';
import type { JobFile, WorkflowFile } from './workflow-file.ts';

/** A job as GitHub's issuer knows it. */
export interface JobIdentity {
  readonly id: string;
  /** With the values of its matrix: `test (2)`. */
  readonly name: string;
  readonly environment: string | null;
  /** Counted from 1, in the order of their start, over all jobs of the run. */
  readonly ordinal: number;
}

export interface WorkflowOrder {
  readonly directory: string;
  readonly checkout: string | null;
  /** The `github` context, which also names the event; `token` is given to nobody who doesn't ask for it. */
  readonly github: Texts & { readonly event_name: string };
  readonly vars?: Texts;
  readonly path?: readonly string[];
  /** Asked only for jobs that have `id-token: write`: variables for their steps. */
  readonly idTokens: (job: JobIdentity) => Promise<{ readonly env: Texts }>;
  readonly cancelGrace?: CancelGrace;
  /** Hears each line of each job's log, as it comes. */
  readonly said?: (job: string, line: string) => void;
}

/** One run of a workflow: what its jobs share. */
export interface Run {
  readonly workflow: WorkflowFile;
  readonly order: WorkflowOrder;
  readonly running: Set<Machine>;
  cancelled: boolean;
  started: number;
}

export interface JobResult {
  readonly id: string;
  readonly name: string;
  readonly conclusion: Outcome;
  /** As GitHub shows it. */
  readonly log: string;
  readonly summary: string;
  readonly steps: readonly StepReport[];
}

/** Of a job that never gets a machine. */
export const NOTHING_DONE = { log: '', summary: '', steps: [] } as const;

/** Runs a job, or one of its matrix, on a machine of its own. */
export async function runJob(run: Run, job: JobFile, name: string, contexts: Contexts): Promise<JobResult> {
  const { id } = job;
  // A job whose condition still holds isn't cancelled with its run. Source: docs.github.com, "Workflow cancellation reference".
  const outlivesCancel = holds(job.condition, { contexts, status: 'cancelled' });
  if (run.cancelled && !outlivesCancel) return { id, name, conclusion: 'cancelled', ...NOTHING_DONE };
  run.started += 1;
  const ordinal = run.started;
  const scope = { contexts, status: 'success' } as const;
  const environment = textOf(job.environment, scope) || null;
  const idTokens = job.idToken ? (await run.order.idTokens({ id, name, environment, ordinal })).env : {};
  const secrets = [run.order.github['token'], idTokens['ACTIONS_ID_TOKEN_REQUEST_TOKEN']];
  const lines: string[] = [];
  const machine = createMachine(run.order, {
    directory: join(run.order.directory, `job-${ordinal}`),
    contexts,
    env: { ...textsOf(run.workflow.env, scope), ...textsOf(job.env, scope) },
    idTokens,
    // The job's own token, and its credential for ID tokens: the runner masks what it gives out.
    masks: secrets.flatMap((secret) => secret || []),
    outlivesCancel,
    said: (line) => {
      lines.push(`${line}\n`);
      run.order.said?.(name, line);
    },
  });
  run.running.add(machine);
  // It may have been while the way to ID tokens was asked for.
  if (run.cancelled && !outlivesCancel) cancelMachine(machine);
  const conclusion = await runOn(machine, job.steps, job.timeoutMinutes);
  run.running.delete(machine);
  const { summary, reports: steps } = machine;
  return { id, name, conclusion, log: lines.join(''), summary, steps };
}
