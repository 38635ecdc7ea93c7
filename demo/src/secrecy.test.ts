import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type Finding,
  freePort,
  type LoopbackProxy,
  type Program,
  runPost,
  type StepResult,
  scanBytes,
  scanFiles,
  startProgram,
  startProxy,
  startStep,
  type TemporaryDirectory,
  temporaryDirectory,
  within,
} from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExampleAccount } from './example-account.ts';
import { EXAMPLE_ACCOUNT, REPOSITORY } from './paths.ts';
import { SDK_READER } from './sdk.ts';
import { type Stack, startServe, startStack } from './stack.ts';
import { abuse } from './testing/abuse.ts';

const WAIT_MS = 15_000;
const DAY_WITHIN_MS = 60_000;

/**
 * One day of a broker at debug level: a job that reads a secret and gives its token back, every kind of refused request with the
 * real secrets in it, a job that fails, and a broker that is killed in the middle of a mint, then starts again.
 */
describe('a day at debug level', () => {
  /** Not a secret: a claim that the broker logs and audits, which shows that the scan sees what they write. */
  const canary = `canary-${randomBytes(12).toString('hex')}`;
  const steps: StepResult[] = [];
  const programs: Program[] = [];
  const secrets: Record<string, string> = {};
  let directory: TemporaryDirectory;
  let stack: Stack;
  let proxy: LoopbackProxy;
  let afterKill: readonly Finding[];
  let canaryAfterKill: readonly Finding[];

  const data = (): string => join(directory.path, 'data');

  const startMain = (vaults = 'Production,r') =>
    startStep({
      actionDir: REPOSITORY,
      directory: directory.path,
      with: { 'broker-url': proxy.url, audience: stack.brokerUrl, vaults, 'export-env': 'true' },
      env: stack.idTokens.env,
    });

  const remember = (name: string, step: StepResult): void => {
    steps.push(step);
    const { OP_CONNECT_TOKEN: token } = step.env;
    if (token !== undefined) secrets[`the token of ${name}`] = token;
    // Not of its state at the end: a handle that was refused isn't there any more.
    const handles = step.masks.flatMap((value) => value.match(/^cth_[\w-]{43}$/g) ?? []);
    [...new Set(handles)].forEach((handle, index) => {
      secrets[`handle ${index + 1} of ${name}`] = handle;
    });
  };

  const read = async (env: Readonly<Record<string, string>>): Promise<void> => {
    const args = [SDK_READER, 'field', 'Production', 'Database', 'password'];
    const program = startProgram({ command: process.execPath, args, env });
    programs.push(program);
    await within(WAIT_MS, 'the SDK', program.ended);
  };

  beforeAll(async () => {
    directory = await temporaryDirectory('secrecy');
    proxy = await startProxy();
    stack = await startStack({
      directory: directory.path,
      brokerPort: await freePort(),
      connectPort: await freePort(),
      logLevel: 'debug',
      claims: { sub: `repo:acme/shop:${canary}` },
    });
    proxy.forwardTo(stack.brokerUrl);
    programs.push(stack.serve);
    const account = await readExampleAccount(EXAMPLE_ACCOUNT);
    secrets['the password'] = account.valueOf('Production', 'Database', 'password');
    secrets['the bearer of the ID-token endpoint'] = stack.idTokens.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN;

    const first = await startMain().done;
    remember('the first job', first);
    await read(first.env);
    await abuse(stack, secrets);
    steps.push(await runPost(first));
    await read(first.env);
    remember('the failing job', await startMain('Productoin,r').done);

    const second = await startMain().done;
    remember('the second job', second);
    const gate = proxy.next({ kind: 'hold-response', afterBytes: 0 });
    const cut = startMain();
    await within(WAIT_MS, 'a mint in the middle of its answer', gate.reached);
    stack.serve.kill('SIGKILL');
    await stack.serve.ended;
    cut.kill();
    gate.release();
    const killed = await cut.done;
    remember('the killed job', killed);
    stack.idTokens.issued.forEach((idToken, index) => {
      secrets[`ID token ${index + 1}`] = idToken;
    });
    // The write-ahead log is still there: nobody closed the database.
    afterKill = await scanFiles(secrets, [data()]);
    canaryAfterKill = await scanFiles({ canary }, [data()]);

    const again = startServe(stack.path);
    programs.push(again);
    await again.printed(/"msg":"serving"/, WAIT_MS);
    steps.push(await runPost(killed), await runPost(second));
    await again.stop(WAIT_MS);
  }, DAY_WITHIN_MS);

  afterAll(async () => {
    await Promise.all(programs.map((program) => program.stop(WAIT_MS)));
    await stack.close();
    await proxy.close();
    await directory.remove();
  }, DAY_WITHIN_MS);

  /** Everything that any process printed, but for the one kind of line in which a secret has to stand. */
  const scanPrinted = (sought: Readonly<Record<string, string>>): readonly Finding[] => [
    ...steps.flatMap((step, index) =>
      scanBytes(sought, `step ${index + 1}`, `${withoutMasks(step.stdout)}\n${step.stderr}`),
    ),
    ...programs.flatMap((program, index) =>
      scanBytes(sought, `program ${index + 1}`, `${program.stdout()}\n${program.stderr()}`),
    ),
  ];

  test('had everything in it that a secret could leak from', () => {
    expect(Object.keys(secrets)).toEqual(
      expect.arrayContaining([
        'the token of the first job',
        'handle 1 of the first job',
        'the token of the second job',
        'handle 1 of the failing job',
        'handle 1 of the killed job',
        'ID token 4',
        'the password',
      ]),
    );
    expect(steps.map(({ conclusion }) => conclusion)).toEqual([
      'success',
      'success',
      'failure',
      'success',
      'cancelled',
      'success',
      'success',
    ]);
    expect(programs.map((program) => program.stdout().length > 0)).toEqual(programs.map(() => true));
  });

  test('no secret stands in anything that a process printed, save in masks', () => {
    expect(scanPrinted(secrets)).toEqual([]);
  });

  test('no secret stands in the data directory after a kill, write-ahead log included', () => {
    expect(afterKill).toEqual([]);
  });

  test('no secret stands in the data directory at the end of the day', async () => {
    expect(await scanFiles(secrets, [data()])).toEqual([]);
  });

  test('the same scan finds a canary in the log, in the write-ahead log and in the data directory', async () => {
    expect(scanPrinted({ canary }).map(({ where }) => where)).toContain('program 1');
    expect(canaryAfterKill.filter(({ where }) => where.endsWith('-wal'))).not.toEqual([]);
    expect(await scanFiles({ canary }, [data()])).not.toEqual([]);
  });

  test.each(['utf8', 'base64', 'base64url', 'hex'] as const)(
    'the same scan finds a token that a test-only log line wrote, as %s',
    async (encoding) => {
      const token = secrets['the token of the first job'] ?? '';
      const line = JSON.stringify({ level: 'debug', msg: Buffer.from(token).toString(encoding) });
      const program = startProgram({
        command: process.execPath,
        args: ['-p', 'process.env.LINE'],
        env: { LINE: line },
      });
      await within(WAIT_MS, 'the test-only log line', program.ended);
      const found = scanBytes(secrets, 'the log', program.stdout());
      expect(found).toContainEqual(expect.objectContaining({ where: expect.stringContaining('the log') }));
    },
  );

  test('the same scan finds the token where it has to stand: in a mask', () => {
    const token = secrets['the token of the first job'] ?? '';
    expect(scanBytes({ token }, 'main', steps[0]?.stdout ?? '')).not.toEqual([]);
  });
});

const withoutMasks = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
