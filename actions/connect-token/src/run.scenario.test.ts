import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  answerWith,
  runPost,
  SCRIPTED_LEASE_ID,
  type ScriptedJob,
  type StepResult,
  scanBytes,
  scanFiles,
  scriptedJobs,
} from '@connect-token/testkit';
import { afterAll, describe, expect, test } from 'vitest';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

const { stage, close } = scriptedJobs(actionDir);

afterAll(close);

/** The input `run` for a program of this line of JavaScript. */
const program = (line: string, ...args: readonly string[]): string =>
  [process.execPath, '-e', line, ...args].join('\n');

const errorsOf = (result: StepResult): readonly string[] =>
  result.commands.filter(({ name }) => name === 'error').map(({ message }) => message.split('\n')[0] ?? '');

/** What a command knows of its token, without telling it. */
const TELL = `const { OP_CONNECT_HOST, OP_CONNECT_TOKEN = '' } = process.env;
console.log(OP_CONNECT_HOST, OP_CONNECT_TOKEN.length, process.argv.slice(1).join('|'))`.replaceAll('\n', ' ');

describe.concurrent('a command with a token', () => {
  test('is the only one to get it: it is in no output, no variable and no file of the job', async () => {
    const job = await stage();
    const result = await job.start({ with: { run: program(TELL, 'a b', '$HOME', '*') } }).done;
    const [token = ''] = job.broker.tokens;
    expect(result).toMatchObject({ conclusion: 'success', exitCode: 0, stderr: '', env: {} });
    expect(result.log).toContain(`https://connect.acme.example ${token.length} a b|$HOME|*\n`);
    expect(result.outputs).toEqual({
      'connect-host': 'https://connect.acme.example',
      'expires-at': expect.any(String),
      'lease-id': SCRIPTED_LEASE_ID,
      vaults: expect.any(String),
    });
    expect(await scanFiles({ token }, [result.files.directory])).toEqual([]);
    const printed = result.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    expect(scanBytes({ token }, 'stdout', printed.join('\n'))).toEqual([]);
    // Nothing is left on the disk of a runner that stays but the runner's own files.
    expect(readdirSync(result.files.directory).toSorted()).toEqual([
      'env',
      'output',
      'path',
      'state',
      'step_summary',
    ]);
  });

  test('loses it when it ends, and post has nothing left to do', async () => {
    const job = await stage();
    const result = await job.start({ with: { run: program('0') } }).done;
    expect(job.broker.revocations.map(({ form }) => form['token'])).toEqual([result.state['handle-1']]);
    expect(result.log).toContain(`revoked: the token of lease ${SCRIPTED_LEASE_ID}\n`);
    expect(result.summary).toMatch(/\n\nConnect token: the token of lease \w+ is \*\*revoked\*\*\.\n$/);
    const post = await runPost(result);
    expect(post).toMatchObject({ conclusion: 'success', summary: '' });
    expect(post.log).toBe('the token was revoked when its command ended\n');
    expect(job.broker.revocations).toHaveLength(1);
  });

  test('that prints the token shows it masked, in base64 as well', async () => {
    const job = await stage();
    const leak = `const t = process.env.OP_CONNECT_TOKEN; console.log(t); console.error(Buffer.from('Authorization: Bearer ' + t).toString('base64'))`;
    const result = await job.start({ with: { run: program(leak) } }).done;
    expect(scanBytes({ token: job.broker.tokens[0] ?? '' }, 'log', result.log)).toEqual([]);
    expect(result.log).toContain('***');
  });

  test('sees the job’s variables, but neither this step’s inputs nor where the handle is kept', async () => {
    const job = await stage();
    const names = `console.log(Object.keys(process.env).filter((name) => /^(INPUT|STATE)_|^GITHUB_(STATE|OUTPUT)$|^CI$/.test(name)).toSorted().join())`;
    const result = await job.start({ with: { run: program(names) } }).done;
    expect(result.log).toContain('\nCI,GITHUB_OUTPUT\n');
  });

  test('gets variables with a prefix where there is one', async () => {
    const job = await stage();
    const line = `console.log(process.env.A_OP_CONNECT_HOST, typeof process.env.OP_CONNECT_TOKEN)`;
    const result = await job.start({ with: { run: program(line), 'env-prefix': 'A_' } }).done;
    expect(result.log).toContain('https://connect.acme.example undefined\n');
  });
});

describe.concurrent('a command that fails', () => {
  test('passes its exit code on, and its token is revoked', async () => {
    const job = await stage();
    const result = await job.start({ with: { run: program('process.exitCode = 3') } }).done;
    expect(result).toMatchObject({ conclusion: 'failure', exitCode: 3 });
    expect(errorsOf(result)).toEqual(['COMMAND_FAILED: the command ended with exit code 3']);
    expect(job.broker.revocations).toHaveLength(1);
  });

  test('of a signal ends the step with 128 and its number', async () => {
    const job = await stage();
    const result = await job.start({ with: { run: program(`process.kill(process.pid, 'SIGTERM')`) } }).done;
    expect(result).toMatchObject({ conclusion: 'failure', exitCode: 143 });
    expect(errorsOf(result)).toEqual(['COMMAND_FAILED: the command was ended by SIGTERM']);
    expect(job.broker.revocations).toHaveLength(1);
  });

  test('because it isn’t there says so, and its token is revoked', async () => {
    const job = await stage();
    const result = await job.start({ with: { run: 'connect-token-no-such-program' } }).done;
    expect(result).toMatchObject({ conclusion: 'failure', exitCode: 1 });
    expect(errorsOf(result)).toEqual([
      "COMMAND_UNSTARTED: the command `connect-token-no-such-program` can't be started: there is no such program",
    ]);
    expect(job.broker.revocations).toHaveLength(1);
  });

  test('never starts without a token', async () => {
    const job = await stage({
      mint: () => answerWith(400, { error: 'invalid_request', code: 'POLICY_DENIED' }),
    });
    const result = await job.start({ with: { run: program(`console.log('started')`) } }).done;
    expect(result.conclusion).toBe('failure');
    expect(result.log).not.toContain('started');
  });

  test('to have its token revoked leaves that to post, which asks again', async () => {
    const job = await stage({
      revoke: (count) => (count === 1 ? answerWith(400, { error: 'invalid_request' }) : null),
    });
    const result = await job.start({ with: { run: program('0') } }).done;
    expect(result).toMatchObject({ conclusion: 'success', exitCode: 0 });
    expect(result.log).toMatch(/^Warning: BROKER_REFUSED: .*$/m);
    expect((await runPost(result)).log).toBe(`revoked: the token of lease ${SCRIPTED_LEASE_ID}\n`);
  });
});

describe.concurrent('a command in a run that is cancelled', () => {
  const wait = (onInterrupt: string): string =>
    program(
      `process.on('SIGINT', () => { ${onInterrupt} }); setInterval(() => {}, 1000); console.log('ready')`,
    );

  /** A step whose command is running. */
  async function running(job: ScriptedJob, run: string) {
    let arrive = (): void => {};
    const ready = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const step = job.start({ with: { run }, said: (line) => line === 'ready' && arrive() });
    await ready;
    return step;
  }

  test('gets the signal, may clean up, and its token is revoked at once', async () => {
    const job = await stage();
    const step = await running(job, wait(`console.log('cleaned up'); process.exit(7)`));
    step.cancel();
    const result = await step.done;
    expect(result).toMatchObject({ conclusion: 'cancelled', exitCode: 7, signal: null });
    expect(result.log).toContain('\ncleaned up\n');
    expect(job.broker.revocations).toHaveLength(1);
    expect((await runPost(result)).log).toBe('the token was revoked when its command ended\n');
  });

  test('and is killed with all that it runs leaves the token to post', async () => {
    const job = await stage();
    const step = await running(job, wait(''));
    step.kill();
    const result = await step.done;
    expect(result).toMatchObject({ conclusion: 'cancelled', signal: 'SIGKILL' });
    expect(job.broker.revocations).toEqual([]);
    expect((await runPost(result)).log).toBe(`revoked: the token of lease ${SCRIPTED_LEASE_ID}\n`);
  });
});
