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
  runEvent,
  startIdTokenEndpoint,
  temporaryDirectory,
} from '@connect-token/testkit';
import { REPOSITORY } from '../paths.ts';
import { type Stack, startStack } from '../stack.ts';
import { type Repository, type Scripts, writeRepository } from './repository.ts';

/** The workflows that users copy, and the policy that allows them. */
const EXAMPLES = join(REPOSITORY, 'examples/workflows');

/** A run of an example that is about to start, under whichever engine. */
export interface Run {
  readonly runId: string;
  readonly file: string;
  readonly event: string;
  /** Of the workflow, as it stands. */
  readonly text: string;
  /** For the run's files. */
  readonly directory: string;
  readonly repository: Repository;
  readonly vars: Readonly<Record<string, string>>;
  /** The way to ID tokens of a job. */
  idTokens(job: RunningJob): Promise<IdTokenEndpoint>;
}

/** What GitHub's issuer knows of a job. `ordinal`: counted from 1; `null`: it doesn't say which job of the run it is. */
interface RunningJob {
  readonly environment: string | null;
  readonly ordinal: number | null;
}

interface RunOptions {
  readonly scripts?: Scripts;
  readonly event?: string;
  /** In the place of the example's. */
  readonly text?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** The local stack, on which the example workflows run as they stand. */
export interface Scene {
  readonly stack: Stack;
  prepare(file: string, options?: RunOptions): Promise<Run>;
  /** GitHub's webhook says that a run's first job is over: what it sends also where the runner was lost. */
  tellJobIsOver(runId: string): Promise<void>;
  /** The same of a whole run, where its jobs aren't told apart. */
  tellRunIsOver(runId: string): Promise<void>;
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
  const tell = async (event: string, payload: object): Promise<void> => {
    const { status } = await deliver(stack.brokerUrl, { event, payload, secret: webhookSecret });
    if (status >= 300) throw new Error(`the broker answered a webhook with ${status}`);
  };
  let runs = 0;
  return {
    stack,
    prepare: async (file, { scripts = {}, event = 'push', text, files = {} } = {}) => {
      runs += 1;
      const run = { file, event, runId: `1700000000${runs}` };
      const place = join(directory.path, `run-${runs}`);
      return {
        ...run,
        text: text ?? (await readFile(join(EXAMPLES, file), 'utf8')),
        directory: place,
        repository: await writeRepository(place, scripts, files),
        vars: { CONNECT_TOKEN_BROKER_URL: stack.brokerUrl },
        idTokens: async (job) => {
          const endpoint = await startIdTokenEndpoint({
            sign: (aud) => stack.idToken(githubClaims({ aud, ...claimsOf(run, job) })),
          });
          endpoints.push(endpoint);
          return endpoint;
        },
      };
    },
    tellJobIsOver: (runId) =>
      tell(
        'workflow_job',
        jobEvent(attemptOf(runId), { checkRunId: checkRunOf(runId, 1), status: 'completed' }),
      ),
    tellRunIsOver: (runId) => tell('workflow_run', runEvent(attemptOf(runId))),
    close: async () => {
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
      await stack.close();
      await directory.remove();
    },
  };
}

const attemptOf = (runId: string) => ({ repositoryId: '501002003', runId, runAttempt: '1' });

type RunOf = Pick<Run, 'file' | 'event' | 'runId'>;

export const REF = 'refs/heads/main';
export const workflowRef = ({ file }: RunOf): string => `acme/shop/.github/workflows/${file}@${REF}`;

export const checkRunOf = (runId: string, ordinal: number): string => `${runId}${ordinal}`;

/** What GitHub's issuer says of one of its jobs. */
const claimsOf = (run: RunOf, { environment, ordinal }: RunningJob): Claims => ({
  run_id: run.runId,
  check_run_id: ordinal === null ? undefined : checkRunOf(run.runId, ordinal),
  event_name: run.event,
  workflow_ref: workflowRef(run),
  job_workflow_ref: workflowRef(run),
  environment: environment ?? undefined,
  sub: environment === null ? `repo:acme/shop:ref:${REF}` : `repo:acme/shop:environment:${environment}`,
});
