import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Claims,
  deliver,
  freePort,
  githubClaims,
  type IdTokenEndpoint,
  jobEvent,
  startIdTokenEndpoint,
  temporaryDirectory,
} from '@connect-token/testkit';
import {
  type JobIdentity,
  type RunningWorkflow,
  readWorkflow,
  startWorkflow,
  type WorkflowOrder,
} from '@connect-token/testkit/workflow';
import { REPOSITORY } from '../paths.ts';
import { type Stack, startStack } from '../stack.ts';
import { type Scripts, writeRepository } from './repository.ts';

/** The workflows that users copy, and the policy that allows them. */
export const EXAMPLES = join(REPOSITORY, 'examples/workflows');

export interface Run {
  readonly runId: string;
  readonly running: RunningWorkflow;
}

export interface RunOptions extends Pick<WorkflowOrder, 'said' | 'cancelGrace'> {
  readonly scripts?: Scripts;
  readonly event?: string;
}

/** The local stack, on which the example workflows run as they stand. */
export interface Scene {
  readonly stack: Stack;
  start(file: string, options?: RunOptions): Promise<Run>;
  /** GitHub's webhook says that a run's first job is over: what it sends also where the runner was lost. */
  tellJobIsOver(runId: string): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const directory = await temporaryDirectory('workflows');
  const webhookSecret = randomBytes(32).toString('hex');
  const secretPath = join(directory.path, 'webhook.secret');
  await writeFile(secretPath, webhookSecret, { mode: 0o600 });
  const stack = await startStack({
    directory: directory.path,
    brokerPort: await freePort(),
    connectPort: await freePort(),
    settings: (issuer) => ({
      policy: join(EXAMPLES, 'policy.yaml'),
      github: [{ issuer, webhook_secret_files: [secretPath] }],
    }),
  });
  const endpoints: IdTokenEndpoint[] = [];
  let runs = 0;
  return {
    stack,
    start: async (file, { scripts = {}, event = 'push', ...more } = {}) => {
      runs += 1;
      const place = join(directory.path, `run-${runs}`);
      const { checkout, programs } = await writeRepository(place, scripts);
      const text = await readFile(join(EXAMPLES, file), 'utf8');
      const workflow = readWorkflow(file, text, {
        repositories: { 'org/connect-token@v1': REPOSITORY },
        checkout,
      });
      if (!workflow.ok) throw new Error(workflow.error.join('\n'));
      const run = { file, event, runId: `1700000000${runs}` };
      const running = startWorkflow(workflow.value, {
        directory: place,
        checkout,
        path: [programs],
        github: contextOf(run),
        vars: { CONNECT_TOKEN_BROKER_URL: stack.brokerUrl },
        idTokens: async (job) => {
          const endpoint = await startIdTokenEndpoint({
            sign: (aud) => stack.idToken(githubClaims({ aud, ...claimsOf(run, job) })),
          });
          endpoints.push(endpoint);
          return endpoint;
        },
        ...more,
      });
      return { runId: run.runId, running };
    },
    tellJobIsOver: async (runId) => {
      const attempt = { repositoryId: '501002003', runId, runAttempt: '1' };
      const payload = jobEvent(attempt, { checkRunId: checkRunOf(runId, 1), status: 'completed' });
      const { status } = await deliver(stack.brokerUrl, {
        event: 'workflow_job',
        payload,
        secret: webhookSecret,
      });
      if (status >= 300) throw new Error(`the broker answered a webhook with ${status}`);
    },
    close: async () => {
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
      await stack.close();
      await directory.remove();
    },
  };
}

interface RunOf {
  readonly file: string;
  readonly event: string;
  readonly runId: string;
}

const REF = 'refs/heads/main';
const workflowRef = ({ file }: RunOf): string => `acme/shop/.github/workflows/${file}@${REF}`;

/** The `github` context of a run in acme/shop. */
const contextOf = (run: RunOf): WorkflowOrder['github'] => ({
  event_name: run.event,
  repository: 'acme/shop',
  repository_id: '501002003',
  repository_owner: 'acme',
  repository_owner_id: '9001',
  ref: REF,
  ref_name: 'main',
  ref_type: 'branch',
  run_id: run.runId,
  run_attempt: '1',
  workflow_ref: workflowRef(run),
});

const checkRunOf = (runId: string, ordinal: number): string => `${runId}${ordinal}`;

/** What GitHub's issuer says of one of its jobs. */
const claimsOf = (run: RunOf, { environment, ordinal }: JobIdentity): Claims => ({
  run_id: run.runId,
  check_run_id: checkRunOf(run.runId, ordinal),
  event_name: run.event,
  workflow_ref: workflowRef(run),
  job_workflow_ref: workflowRef(run),
  environment: environment ?? undefined,
  sub: environment === null ? `repo:acme/shop:ref:${REF}` : `repo:acme/shop:environment:${environment}`,
});
