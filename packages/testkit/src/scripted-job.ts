import { randomBytes } from 'node:crypto';
import type { HttpMishap } from './http-mishap.ts';
import { type IdTokenEndpoint, startIdTokenEndpoint } from './id-token-endpoint.ts';
import { type RunningStep, type StepOptions, startStep } from './runner.ts';
import { type ScriptedBroker, type ScriptedBrokerOptions, startScriptedBroker } from './scripted-broker.ts';
import { temporaryDirectory } from './temp-directory.ts';

export interface ScriptedJob {
  readonly broker: ScriptedBroker;
  readonly idTokens: IdTokenEndpoint;
  /** The step of a workflow that works; `more` is what a test has otherwise. */
  options(more?: Partial<StepOptions>): StepOptions;
  start(more?: Partial<StepOptions>): RunningStep;
  close(): Promise<void>;
}

export interface ScriptedJobOptions extends ScriptedBrokerOptions {
  /** The folder with the `action.yml`. */
  readonly actionDir: string;
  /** What happens at the nth request for an ID token, counted from 1. */
  readonly idToken?: (request: number) => HttpMishap | null;
}

export interface ScriptedJobs {
  stage(options?: Omit<ScriptedJobOptions, 'actionDir'>): Promise<ScriptedJob>;
  /** Ends all that were staged. */
  close(): Promise<void>;
}

/** Jobs around one action, which end together. */
export function scriptedJobs(actionDir: string): ScriptedJobs {
  const jobs: ScriptedJob[] = [];
  return {
    stage: async (options = {}) => {
      const job = await startScriptedJob({ actionDir, ...options });
      jobs.push(job);
      return job;
    },
    close: async () => {
      for (const job of jobs.splice(0)) await job.close();
    },
  };
}

/** A job with one step, its ID-token endpoint and its broker, each as scripted. The ID tokens are signed by nobody. */
export async function startScriptedJob(options: ScriptedJobOptions): Promise<ScriptedJob> {
  const directory = await temporaryDirectory('job');
  const broker = await startScriptedBroker(options);
  const idTokens = await startIdTokenEndpoint({
    sign: () =>
      Promise.resolve([24, 200, 256].map((bytes) => randomBytes(bytes).toString('base64url')).join('.')),
    ...(options.idToken === undefined ? {} : { mishap: options.idToken }),
  });
  const stepOptions = (more: Partial<StepOptions> = {}): StepOptions => ({
    actionDir: options.actionDir,
    directory: directory.path,
    env: idTokens.env,
    ...more,
    with: { 'broker-url': broker.url, vaults: 'Production,r', ...more.with },
  });
  return {
    broker,
    idTokens,
    options: stepOptions,
    start: (more) => startStep(stepOptions(more)),
    close: async () => {
      await Promise.all([broker.close(), idTokens.close()]);
      await directory.remove();
    },
  };
}
