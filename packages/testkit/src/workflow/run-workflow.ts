import { holds, jsonOf } from './expression.ts';
import type { Outcome } from './machine.ts';
import { type JobResult, notRun } from './run-job.ts';
import { runLegs } from './run-matrix.ts';
import type { JobFile, WorkflowFile } from './workflow-file.ts';
import { contextsOf, type Run, statusFor, type WorkflowOrder, worstOf } from './workflow-run.ts';

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
  const run: Run = { workflow, order, running: new Set(), results: new Map(), cancelled: false, started: 0 };
  return {
    done: runJobs(run),
    cancel: () => {
      run.cancelled = true;
      for (const job of run.running) job.cancel();
    },
    killRunners: () => {
      for (const job of run.running) job.kill();
    },
  };
}

async function runJobs(run: Run): Promise<WorkflowResult> {
  const jobs = new Map<string, Promise<readonly JobResult[]>>();
  for (const job of run.workflow.jobs) {
    const needed = Promise.all(job.needs.map((need) => jobs.get(need)));
    jobs.set(
      job.id,
      needed.then(() => runJob(run, job)),
    );
  }
  const results = (await Promise.all(jobs.values())).flat();
  const conclusions = [...run.results.values()].map(({ result }) => result);
  return { conclusion: run.cancelled ? 'cancelled' : worstOf(conclusions), jobs: results };
}

async function runJob(run: Run, job: JobFile): Promise<readonly JobResult[]> {
  const contexts = contextsOf(run, job);
  const status = statusFor(run, job);
  if (!holds(job.condition, { contexts, status })) {
    const conclusion = status === 'cancelled' ? 'cancelled' : 'skipped';
    run.results.set(job.id, { result: conclusion, outputs: {} });
    return [notRun(job, job.id, conclusion)];
  }
  const legs = await runLegs(run, job, contexts);
  const tolerated =
    job.continueOnError !== undefined && jsonOf(job.continueOnError, { contexts, status }) === true;
  const worst = worstOf(legs.map(({ conclusion }) => conclusion));
  run.results.set(job.id, {
    result: worst === 'failure' && tolerated ? 'success' : worst,
    outputs: Object.assign({}, ...legs.map(({ outputs }) => outputs)),
  });
  return legs;
}
