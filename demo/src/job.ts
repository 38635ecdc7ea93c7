import { runPost, runStep, type StepResult, within } from '@connect-token/testkit';
import { REPOSITORY } from './paths.ts';
import type { Stage } from './stage.ts';
import { must } from './step.ts';

/** A job whose step `uses:` the action has ended well. */
export interface Job {
  readonly main: StepResult;
  /** What the steps after it have in their environment because of it, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  readonly idToken: string;
  /** `iat` and `exp` of the token, in milliseconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const STEP_WITHIN_MS = 30_000;

export interface JobOrder {
  readonly vaults: string;
  readonly expiresIn: string;
}

/** Runs the committed bundle as GitHub's runner does: its own process, inputs by environment, files for what it says. */
export async function runJob({ stack, jobsDirectory }: Stage, order: JobOrder): Promise<Job> {
  const main = await within(
    STEP_WITHIN_MS,
    'the end of main',
    runStep({
      actionDir: REPOSITORY,
      directory: jobsDirectory,
      with: {
        'broker-url': stack.brokerUrl,
        vaults: order.vaults,
        'expires-in': order.expiresIn,
        'export-env': 'true',
      },
      env: stack.idTokens.env,
    }),
  );
  must(main.conclusion === 'success', `main ended as ${main.conclusion}:\n${main.log}`);
  const token = main.env['OP_CONNECT_TOKEN'];
  const idToken = stack.idTokens.issued.at(-1);
  must(token !== undefined, 'main exported no OP_CONNECT_TOKEN');
  must(idToken !== undefined, 'main asked for no ID token');
  return { main, env: main.env, token, idToken, ...lifeOf(token) };
}

export async function endJob(job: Job): Promise<StepResult> {
  return within(STEP_WITHIN_MS, 'the end of post', runPost(job.main));
}

/** Read without the project's own code: a JWT's payload is base64url of JSON, its times are seconds. */
function lifeOf(token: string): Pick<Job, 'issuedAt' | 'expiresAt'> {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const { iat, exp } = JSON.parse(payload) as { readonly iat?: unknown; readonly exp?: unknown };
  must(typeof iat === 'number', 'the token has no `iat`');
  must(typeof exp === 'number', 'the token has no `exp`: it would live for ever');
  return { issuedAt: iat * 1000, expiresAt: exp * 1000 };
}
