import { type Contexts, holds, type Status } from './expression.ts';
import { cancelMachine, killMachine, type Outcome } from './machine.ts';
import { type JobResult, NOTHING_DONE, type Run, runJob, type WorkflowOrder } from './run-job.ts';
import type { JobFile, WorkflowFile } from './workflow-file.ts';

export interface WorkflowResult {
  readonly conclusion: Outcome;
  readonly jobs: readonly JobResult[];
}

export interface RunningWorkflow {
  readonly done: Promise<WorkflowResult>;
  cancel(): void;
  /** Every machine that has a job is gone at once, as is what runs on it. */
  killRunners(): void;
}

/** Runs each job when those that it needs are done. Its trigger isn't looked at, beyond that the workflow knows the event. */
export function startWorkflow(workflow: WorkflowFile, order: WorkflowOrder): RunningWorkflow {
  if (!workflow.events.includes(order.github.event_name))
    throw new Error(`${workflow.fileName} does not run on \`${order.github.event_name}\``);
  const run: Run = { workflow, order, running: new Set(), cancelled: false, started: 0 };
  return {
    done: runJobs(run),
    cancel: () => {
      run.cancelled = true;
      for (const machine of run.running) if (!machine.outlivesCancel) cancelMachine(machine);
    },
    killRunners: () => run.running.forEach(killMachine),
  };
}

/** What became of a job, matrix and all. */
interface Ended {
  readonly id: string;
  readonly result: Outcome;
  /** Of it, and of all that it needed, however far back. */
  readonly history: readonly Outcome[];
  readonly jobs: readonly JobResult[];
}

async function runJobs(run: Run): Promise<WorkflowResult> {
  const ends = new Map<string, Promise<Ended>>();
  const endOf = (job: JobFile): Promise<Ended> => {
    const needed = run.workflow.jobs.filter(({ id }) => job.needs.includes(id)).map(endOf);
    const end = ends.get(job.id) ?? Promise.all(needed).then((before) => runMatrix(run, job, before));
    ends.set(job.id, end);
    return end;
  };
  const ended = await Promise.all(run.workflow.jobs.map(endOf));
  const conclusion = run.cancelled ? 'cancelled' : worstOf(ended.map(({ result }) => result));
  return { conclusion, jobs: ended.flatMap(({ jobs }) => jobs) };
}

async function runMatrix(run: Run, job: JobFile, needed: readonly Ended[]): Promise<Ended> {
  const { id } = job;
  const before = needed.flatMap(({ history }) => history);
  const status = statusAfter(before, run.cancelled);
  const contexts: Contexts = {
    github: { ...run.order.github, workflow: run.workflow.name, job: id },
    vars: run.order.vars ?? {},
    needs: Object.fromEntries(needed.map((need) => [need.id, { result: need.result }])),
  };
  const conclusion = status === 'cancelled' ? 'cancelled' : 'skipped';
  const jobs = holds(job.condition, { contexts, status })
    ? await runLegs(run, job, contexts)
    : [{ id, name: id, conclusion, ...NOTHING_DONE } as const];
  const result = worstOf(jobs.map((ended) => ended.conclusion));
  return { id, result, history: [...before, result], jobs };
}

/** At most so many at a time. */
async function runLegs(run: Run, job: JobFile, contexts: Contexts): Promise<readonly JobResult[]> {
  const { combinations, maxParallel } = job.matrix;
  const waiting = [...combinations.entries()];
  const results: JobResult[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, matrix] = next;
      const values = Object.values(matrix).join(', ');
      const name = values === '' ? job.id : `${job.id} (${values})`;
      results[index] = await runJob(run, job, name, { ...contexts, matrix });
    }
  };
  await Promise.all(Array.from({ length: Math.min(maxParallel, waiting.length) }, work));
  return results;
}

/** Source: docs.github.com, "Evaluate expressions in workflows and actions", status check functions. */
function statusAfter(before: readonly Outcome[], cancelled: boolean): Status {
  if (cancelled) return 'cancelled';
  if (before.includes('failure')) return 'failure';
  return before.every((result) => result === 'success') ? 'success' : 'unmet';
}

/** A failure outweighs a cancel, and a cancel a success. What was skipped counts for nothing beside others. */
const worstOf = (outcomes: readonly Outcome[]): Outcome =>
  (['failure', 'cancelled', 'success'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'skipped';
