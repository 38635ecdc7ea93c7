import type { CancelGrace } from '../runner-process.ts';
import type { Contexts, Status } from './expression.ts';
import type { Outcome } from './machine.ts';
import type { RunningJob } from './run-job.ts';
import type { JobFile, WorkflowFile } from './workflow-file.ts';

/** A job as GitHub's issuer knows it. */
export interface JobIdentity {
  readonly id: string;
  readonly name: string;
  readonly environment: string | null;
  /** Counted from 1, in the order of their start, over all jobs of the run. */
  readonly ordinal: number;
}

/** The job's way to its ID tokens: variables for its steps. */
interface IdTokens {
  readonly env: Readonly<Record<string, string>>;
}

export interface WorkflowOrder {
  readonly directory: string;
  readonly checkout: string | null;
  /** The `github` context, which also names the event; `token` is given to nobody who doesn't ask for it. */
  readonly github: Readonly<Record<string, string>> & { readonly event_name: string };
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly path?: readonly string[];
  /** Asked only for jobs that have `id-token: write`. */
  readonly idTokens: (job: JobIdentity) => Promise<IdTokens>;
  readonly cancelGrace?: CancelGrace;
  readonly minuteMs?: number;
  /** Hears each line of each job's log, as it comes. */
  readonly said?: (job: string, line: string) => void;
}

/** One run of a workflow: what its jobs share. */
export interface Run {
  readonly workflow: WorkflowFile;
  readonly order: WorkflowOrder;
  readonly running: Set<RunningJob>;
  readonly results: Map<string, Needed>;
  cancelled: boolean;
  started: number;
}

/** What jobs see of one that they need, matrix and all. */
interface Needed {
  readonly result: Outcome;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What the expressions of a job see before it has a machine. */
export function contextsOf({ workflow, order, results }: Run, job: JobFile): Contexts {
  const needs = job.needs.map((need) => [need, { ...(results.get(need) ?? NOT_RUN) }] as const);
  return {
    github: { ...order.github, workflow: workflow.name, job: job.id },
    vars: order.vars ?? {},
    secrets: order.secrets ?? {},
    needs: Object.fromEntries(needs),
    runner: { os: 'Linux', name: 'testkit', environment: 'self-hosted' },
    inputs: {},
  };
}

const NOT_RUN: Needed = { result: 'skipped', outputs: {} };

/**
 * Over all jobs that a job needs, however far back.
 * Source: docs.github.com, "Evaluate expressions in workflows and actions", status check functions.
 */
export function statusFor({ workflow, results, cancelled }: Run, { needs }: JobFile): Status {
  if (cancelled) return 'cancelled';
  const before = ancestorsOf(workflow, needs).map((id) => results.get(id)?.result);
  if (before.includes('failure')) return 'failure';
  return before.every((result) => result === 'success') ? 'success' : 'unmet';
}

const ancestorsOf = (workflow: WorkflowFile, needs: readonly string[]): readonly string[] =>
  needs.flatMap((need) => [
    need,
    ...ancestorsOf(workflow, workflow.jobs.find(({ id }) => id === need)?.needs ?? []),
  ]);

/** A failure outweighs a cancel, and a cancel a success. What was skipped counts for nothing beside others. */
export const worstOf = (outcomes: readonly Outcome[]): Outcome =>
  (['failure', 'cancelled', 'success'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'skipped';
