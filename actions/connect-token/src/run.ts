import { systemTime } from '@connect-token/broker-client';
import type { Secret } from '@connect-token/core';
import { reportFailures, writePage } from '@connect-token/job';
import type { Inputs } from './inputs.ts';
import type { Memory, RememberedLease } from './remember.ts';
import { returnHandles } from './returned.ts';
import { runCommand } from './run-command.ts';
import { formatOutcome } from './summary.ts';
import type { TokenUse } from './token-use.ts';
import { tellExpired, tellReturned } from './told.ts';

export interface RunOrder {
  readonly use: Extract<TokenUse, { readonly kind: 'command' }>;
  readonly host: string;
  readonly token: Secret<string>;
  readonly lease: RememberedLease;
  readonly inputs: Pick<Inputs, 'brokerUrl' | 'onRevokeFailure'>;
  readonly memory: Memory;
}

/**
 * Gives the token to one command and takes it back when that has ended, however it ended. What fails to be taken back is the post
 * step's; so is everything where this process is killed. The step ends as the command did.
 */
export async function runAndRevoke({ use, host, token, lease, inputs, memory }: RunOrder): Promise<void> {
  const { names, command } = use;
  const variables = { [names.host]: host, [names.token]: token.reveal() };
  const ended = await runCommand(command, { ...environmentFor(process.env), ...variables });
  tellExpired(lease, systemTime.now(), 'its command');

  const returned = await returnHandles({
    brokerUrl: inputs.brokerUrl,
    handles: memory.handles(),
    leaseId: lease.leaseId,
  });
  for (const each of returned) tellReturned(each, lease.expiresAt, 'warn');
  if (returned.every(({ outcome }) => outcome.ok)) memory.ended();
  const last = returned.at(-1);
  // A paragraph of its own: it is on the page of the same step as the grant.
  if (last !== undefined) await writePage(['', formatOutcome(last, lease.expiresAt)]);

  if (!ended.ok) return reportFailures([ended.error]);
  const { exitCode, signal } = ended.value;
  if (exitCode !== 0) reportFailures([{ code: 'COMMAND_FAILED', exitCode, signal }]);
  process.exitCode = exitCode;
}

/** The job's own variables: neither this step's inputs, nor where it keeps the handle that ends the token. */
const environmentFor = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(?:INPUT|STATE)_|^GITHUB_STATE$/i.test(name)),
  );
