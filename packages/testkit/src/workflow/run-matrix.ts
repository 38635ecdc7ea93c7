import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CANCEL_GRACE } from '../runner-process.ts';
import { type Contexts, type Json, jsonOf, textsOf } from './expression.ts';
import { combinationsOf } from './matrix.ts';
import { type JobResult, nameOf, notRun, outlivesCancel, type RunningJob, startJob } from './run-job.ts';
import type { Texts } from './step-process.ts';
import type { JobFile } from './workflow-file.ts';
import type { Run, WorkflowOrder } from './workflow-run.ts';

const MINUTE_MS = 60_000;

/** The jobs of a matrix, at most `max-parallel` at a time; the first failure cancels the others unless `fail-fast` is off. */
export async function runLegs(run: Run, job: JobFile, contexts: Contexts): Promise<readonly JobResult[]> {
  const strategy = job.strategy === undefined ? {} : jsonOf(job.strategy, { contexts, status: 'success' });
  const {
    matrix = null,
    'max-parallel': most = 256,
    'fail-fast': failFast = true,
  } = strategy as Record<string, Json>;
  const waiting = combinationsOf(matrix).map((combination, index) => ({ combination, index }));
  const total = waiting.length;
  const legs: RunningJob[] = [];
  const results: JobResult[] = [];
  let failed = false;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { combination, index } = next;
      const name = nameOf(job.id, combination);
      if (failed || (run.cancelled && !outlivesCancel(job, contexts))) {
        results[index] = notRun(job, name, 'cancelled');
        continue;
      }
      const of = { 'job-index': index, 'job-total': total, 'max-parallel': most, 'fail-fast': failFast };
      const leg = await startLeg(run, job, name, { ...contexts, matrix: combination, strategy: of });
      legs.push(leg);
      results[index] = await leg.done;
      run.running.delete(leg);
      if (results[index]?.conclusion !== 'failure' || failFast !== true) continue;
      failed = true;
      for (const other of legs) other.cancel();
    }
  };
  await Promise.all(Array.from({ length: Math.min(Number(most), total) }, work));
  return results;
}

async function startLeg(run: Run, job: JobFile, name: string, contexts: Contexts): Promise<RunningJob> {
  const { order, workflow } = run;
  run.started += 1;
  const ordinal = run.started;
  const scope = { contexts, status: 'success' } as const;
  const environment = job.environment === undefined ? null : environmentName(jsonOf(job.environment, scope));
  const idTokens = job.idToken
    ? await order.idTokens({ id: job.id, name, environment, ordinal })
    : { env: {} };
  const directory = join(order.directory, `job-${ordinal}`);
  mkdirSync(directory, { recursive: true });
  const env = { ...textsOf(workflow.env, scope), ...textsOf(job.env, scope) };
  const running = startJob(job, name, {
    directory,
    checkout: order.checkout,
    contexts,
    env,
    idTokens: idTokens.env,
    path: order.path ?? [],
    masks: masksOf(order, idTokens.env),
    cancelGrace: order.cancelGrace ?? CANCEL_GRACE,
    minuteMs: order.minuteMs ?? MINUTE_MS,
    said: (line) => order.said?.(name, line),
  });
  run.running.add(running);
  if (run.cancelled) running.cancel();
  return running;
}

/** The runner masks every secret, the job's own token, and its credential for ID tokens. */
const masksOf = ({ secrets = {}, github }: WorkflowOrder, idTokens: Texts): readonly string[] =>
  [...Object.values(secrets), github['token'] ?? '', idTokens['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''].filter(
    (mask) => mask !== '',
  );

/** `environment: production`, or a mapping with its name. */
const environmentName = (environment: Json): string => {
  if (typeof environment === 'string') return environment;
  const { name = '' } = (environment ?? {}) as { readonly name?: Json };
  return String(name);
};
