import { freePort, type TemporaryDirectory, temporaryDirectory, within } from '@connect-token/testkit';
import { readExampleAccount } from './example-account.ts';
import { EXAMPLE_ACCOUNT } from './paths.ts';
import { onSignal } from './signals.ts';
import { type Stack, startStack } from './stack.ts';
import { inStep, StepFailed } from './step.ts';
import { expireToken } from './steps/expire-token.ts';
import { mintToken } from './steps/mint-token.ts';
import { readLog } from './steps/read-log.ts';
import { readSecret } from './steps/read-secret.ts';
import { refuseDeadToken } from './steps/refuse-dead-token.ts';
import { refuseOtherVault } from './steps/refuse-other-vault.ts';
import { revokeToken } from './steps/revoke-token.ts';
import { startServices } from './steps/start-services.ts';
import { openTranscript, type Transcript } from './transcript.ts';

/** Far beyond what it takes: a demo that hangs is a demo that failed. */
const DEMO_WITHIN_MS = 60_000;

const say = openTranscript(process.stdout, process.stdout.isTTY === true && !process.env['NO_COLOR']);
// Whatever still runs after an interruption has lost its services: nothing more is waited for.
process.exit(await run(say));

/** Resolves with the exit code, when no process and no directory is left: also after Ctrl-C. */
async function run(say: Transcript): Promise<number> {
  const startedAt = performance.now();
  const directory = await temporaryDirectory('demo');
  const opened: Stack[] = [];
  const interrupted = new Promise<number>((resolve) => {
    onSignal((signal) => resolve(signal === 'SIGINT' ? 130 : 143));
  });
  try {
    say.title('connect-token: a job gets a Connect token, uses it, and gives it back');
    const played = within(DEMO_WITHIN_MS, 'the end of the demo', play(say, directory, opened));
    const code = await Promise.race([played.then(() => 0), interrupted]);
    const tookSeconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (code === 0)
      say.ended(
        `Every step held (${tookSeconds} s). \`npm start\` keeps the same services running, to try by hand.`,
      );
    return code;
  } catch (cause) {
    const step = cause instanceof StepFailed ? cause.step : 'all of it';
    say.failed(step, cause instanceof Error ? cause.message : String(cause));
    return 1;
  } finally {
    for (const stack of opened) await stack.close();
    await directory.remove();
  }
}

/** Every step in order; the first that doesn't hold is a `StepFailed`. */
async function play(say: Transcript, directory: TemporaryDirectory, opened: Stack[]): Promise<void> {
  const open = async (): Promise<Stack> => {
    const ports = { brokerPort: await freePort(), connectPort: await freePort() };
    const stack = await startStack({ directory: directory.path, ...ports });
    opened.push(stack);
    return stack;
  };
  const stage = {
    account: await inStep('read-example', () => readExampleAccount(EXAMPLE_ACCOUNT)),
    stack: await inStep('start-services', () => startServices(open, say)),
    jobsDirectory: directory.path,
    say,
  };
  const job = await inStep('mint-token', () => mintToken(stage));
  await inStep('read-log', () => readLog(stage, job));
  await inStep('read-secret', () => readSecret(stage, job));
  await inStep('refuse-other-vault', () => refuseOtherVault(stage, job));
  await inStep('revoke-token', () => revokeToken(stage, job));
  await inStep('refuse-dead-token', () => refuseDeadToken(stage, job));
  await inStep('expire-token', () => expireToken(stage));
}
