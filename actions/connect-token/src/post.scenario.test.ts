import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  answerWith,
  type HttpMishap,
  pageOfHtml,
  runPost,
  SCRIPTED_LEASE_ID,
  type ScriptedJob,
  type StepResult,
  scriptedJobs,
} from '@connect-token/testkit';
import { afterAll, describe, expect, test } from 'vitest';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

/** The pauses between tries are the real ones, and a busy machine adds its own. */
const WAITS_MS = 60_000;

const { stage, close } = scriptedJobs(actionDir);

afterAll(close);

/** As the broker says no: in its own words, with the id of the event. */
const REFUSED = answerWith(400, {
  error: 'invalid_request',
  code: 'POLICY_DENIED',
  event_id: '01JD0000000000000000000001',
});

/** A broker that takes the mint, and says nothing. */
async function stageSilence(): Promise<{ readonly job: ScriptedJob; readonly arrived: Promise<void> }> {
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const job = await stage({
    mint: () => {
      arrive();
      return { kind: 'hang' };
    },
  });
  return { job, arrived };
}

/** The link below an annotation, which tells its code once more. */
const LINK = /\nwhat it means: docs\/errors\.md#\w+$/;

/** The annotations of a kind, in order. */
const said = (result: StepResult, kind: 'error' | 'warning'): readonly string[] =>
  result.commands.filter(({ name }) => name === kind).map(({ message }) => message.replace(LINK, ''));

const warningsOf = (result: StepResult): readonly string[] => said(result, 'warning');

describe.concurrent('the post step', { timeout: WAITS_MS }, () => {
  test('revokes by the handle, and says so', async () => {
    const job = await stage();
    const main = await job.start().done;
    const post = await runPost(main);
    expect(post).toMatchObject({ conclusion: 'success', stderr: '' });
    expect(post.log).toBe(`revoked: the token of lease ${SCRIPTED_LEASE_ID}\n`);
    expect(job.broker.revocations.map(({ form }) => form)).toEqual([{ token: main.state['handle-1'] }]);
  });

  test('tells the job’s page what became of the token', async () => {
    const job = await stage({ revoke: (count) => (count === 1 ? null : answerWith(400, {})) });
    const main = await job.start().done;
    const lease = `Connect token: the token of lease ${SCRIPTED_LEASE_ID}`;
    expect((await runPost(main)).summary).toBe(`${lease} is **revoked**.\n`);
    expect((await runPost(main)).summary).toBe(
      `${lease} is **not revoked** (BROKER_ANSWER_INVALID): it dies by itself at **${main.outputs['expires-at']}** at the latest.\n`,
    );
  });

  test('says that the token had expired before, with what would have been long enough', async () => {
    const job = await stage();
    const main = await job.start({ with: { 'expires-in': '30m' } }).done;
    const expiresAt = new Date(Date.now() - 12.5 * 60_000).toISOString().replace(/\.\d+Z/, 'Z');
    const state = { ...main.state, 'expires-at': expiresAt, lifetime: '1800', 'lifetime-max': '3600' };
    const post = await runPost(main, { state });
    expect(warningsOf(post)).toEqual([
      'the token expired 12m before this job ended: mint later in the job, or `expires-in: 45m`; your rule allows up to 1h',
    ]);
    expect(post.conclusion).toBe('success');
  });

  test('leaves nothing on the disk of a runner that stays', async () => {
    const job = await stage();
    const main = await job.start({ with: { 'export-env': 'true' } }).done;
    const post = await runPost(main);
    for (const { files } of [main, post])
      expect(readdirSync(files.directory).toSorted()).toEqual([
        'env',
        'output',
        'path',
        'state',
        'step_summary',
      ]);
  });

  test('says where the account hasn’t confirmed yet', async () => {
    const job = await stage({ revoke: () => answerWith(200, { state: 'revoking' }) });
    const post = await runPost(await job.start().done);
    expect(post).toMatchObject({ conclusion: 'success' });
    expect(post.log).toContain(`being revoked: the token of lease ${SCRIPTED_LEASE_ID}`);
  });

  test('ends every handle that main made, the lost ones too', async () => {
    const job = await stage({ mint: (count) => (count < 3 ? answerWith(502) : null) });
    const main = await job.start().done;
    const before = job.broker.revocations.length;
    const post = await runPost(main);
    const ended = job.broker.revocations.slice(before).map(({ form }) => form['token']);
    expect(ended.toSorted()).toEqual(
      [main.state['handle-1'], main.state['handle-2'], main.state['handle-3']].toSorted(),
    );
    expect(post.log.split('\n').filter((line) => line.startsWith('revoked: '))).toHaveLength(3);
  });

  test('needs neither inputs nor the right to ask for an ID token: the state alone says what to do', async () => {
    const job = await stage();
    const main = await job.start().done;
    const inputs = { 'broker-url': 'https://other.example', vaults: 'x:y:z' };
    const post = await runPost(main, { with: inputs, env: {} });
    expect(post.conclusion).toBe('success');
    expect(job.broker.revocations).toHaveLength(1);
  });

  test('of a main that was refused has nothing to do', async () => {
    const job = await stage();
    const main = await job.start({ env: {} }).done;
    const post = await runPost(main);
    expect(post).toMatchObject({
      conclusion: 'success',
      log: 'no token was asked for: there is nothing to revoke\n',
    });
    expect(job.broker.revocations).toEqual([]);
  });

  test('of a main whose token the broker refused says that none was made, and asks nobody', async () => {
    const job = await stage({ mint: () => REFUSED });
    const main = await job.start().done;
    const post = await runPost(main);
    expect(post).toMatchObject({
      conclusion: 'success',
      log: 'no token was made: there is nothing to revoke\n',
    });
    expect(job.broker.revocations).toEqual([]);
  });

  test('of a main that lost an answer and was refused then ends what may have been made, and nothing else', async () => {
    const job = await stage({ mint: (count) => (count === 1 ? answerWith(502) : REFUSED) });
    const main = await job.start().done;
    const before = job.broker.revocations.length;
    const post = await runPost(main);
    expect(post.log).toBe('revoked: a token that was asked for and never arrived\n');
    expect(job.broker.revocations.slice(before).map(({ form }) => form['token'])).toEqual([
      main.state['handle-1'],
    ]);
  });

  test('ends a handle that is there, whatever the state says of nothing having been made', async () => {
    const job = await stage();
    const main = await job.start().done;
    const post = await runPost(main, { state: { ...main.state, ended: 'nothing-made' } });
    expect(post.log).toBe(`revoked: the token of lease ${SCRIPTED_LEASE_ID}\n`);
  });

  test('of a main that was killed before its answer came ends what may have been made', async () => {
    const { job, arrived } = await stageSilence();
    const step = job.start();
    await arrived;
    step.kill();
    const main = await step.done;
    expect(main).toMatchObject({ conclusion: 'cancelled', signal: 'SIGKILL', outputs: {} });
    const post = await runPost(main);
    expect(post.log).toBe('revoked: a token that was asked for and never arrived\n');
    expect(job.broker.revocations.map(({ form }) => form['token'])).toEqual([main.state['handle-1']]);
  });

  test('of a main that was cancelled does the same: main dies of the first signal', async () => {
    const { job, arrived } = await stageSilence();
    const step = job.start();
    await arrived;
    step.cancel();
    const main = await step.done;
    expect(main).toMatchObject({ conclusion: 'cancelled', signal: 'SIGINT' });
    expect((await runPost(main)).log).toContain('revoked: ');
  });
});

describe.concurrent('a revocation', { timeout: WAITS_MS }, () => {
  const passing: readonly (readonly [string, HttpMishap])[] = [
    ['503', answerWith(503, { error: 'temporarily_unavailable' })],
    ['a reset', { kind: 'reset' }],
    ['half an answer', { kind: 'cut', body: '{"state":"rev' }],
    ['HTML with status 200', pageOfHtml],
  ];

  test.each(passing)('that meets %s once is tried again', async (_, mishap) => {
    const job = await stage({ revoke: (count) => (count === 1 ? mishap : null) });
    const post = await runPost(await job.start().done);
    expect(post.log).toContain('revoked: ');
    expect(job.broker.revocations).toHaveLength(2);
  });

  const lasting: readonly (readonly [string, HttpMishap, number])[] = [
    ['503', answerWith(503, { error: 'temporarily_unavailable', code: 'STORE_UNAVAILABLE' }), 3],
    ['a reset', { kind: 'reset' }, 3],
    ['HTML with status 200', pageOfHtml, 3],
    ['404', answerWith(404, ''), 1],
    ['a redirect', answerWith(302, '', { location: 'https://elsewhere.example' }), 1],
  ];

  test.each(lasting)(
    'that meets %s for good warns with the lease and the time at which the token dies, and fails no job',
    async (_, mishap, tries) => {
      const job = await stage({ revoke: () => mishap });
      const main = await job.start().done;
      const post = await runPost(main);
      expect(post).toMatchObject({ conclusion: 'success', exitCode: 0, stderr: '' });
      expect(warningsOf(post)).toEqual([
        expect.stringMatching(
          new RegExp(
            `^BROKER_[A-Z_]+: .*\nthe token of lease ${SCRIPTED_LEASE_ID} is not revoked; .* dies by itself at ${main.outputs['expires-at']} at the latest$`,
          ),
        ),
      ]);
      expect(job.broker.revocations).toHaveLength(tries);
    },
  );

  test('that fails fails the job where the workflow says so, and the token’s end is told', async () => {
    const job = await stage({ revoke: () => answerWith(404, '') });
    const main = await job.start({ with: { 'on-revoke-failure': 'fail' } }).done;
    const post = await runPost(main);
    expect(post).toMatchObject({ conclusion: 'failure', exitCode: 1 });
    expect(said(post, 'error')).toEqual([
      expect.stringMatching(
        /^BROKER_ANSWER_INVALID: .*\nthe token of lease \w+ is not revoked; .* dies by itself at /,
      ),
    ]);
    const tampered = await runPost(main, { state: { ...main.state, 'handle-1': 'x' } });
    expect(tampered).toMatchObject({ conclusion: 'failure' });
  });

  test('by a broker that is gone warns, also where main never heard of a lease', async () => {
    const job = await stage({ mint: () => answerWith(500) });
    const main = await job.start().done;
    await job.broker.close();
    const post = await runPost(main);
    expect(post).toMatchObject({ conclusion: 'success' });
    expect(warningsOf(post)).toHaveLength(3);
    expect(warningsOf(post)[0]).toMatch(
      /never arrived is not revoked; if it was made, it dies by itself at \d{4}-/,
    );
  });
});

describe.concurrent('a state that another step has changed', { timeout: WAITS_MS }, () => {
  const changes: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['another URL, without TLS', { 'broker-url': 'http://evil.example' }],
    ['a URL with a path', { 'broker-url': 'https://evil.example/x' }],
    ['no URL', { 'broker-url': '' }],
    ['a handle that is none', { 'handle-1': 'x\n::add-path::/tmp' }],
    ['no handle', { 'handle-1': '' }],
    ['a lease id with a command in it', { 'lease-id': '\n::add-path::/tmp' }],
    ['another expiry', { 'expires-at': 'never' }],
    ['an expiry on no day', { 'expires-at': '2026-99-99T00:00:00Z' }],
    ['a lifetime that is none', { lifetime: '1e9' }],
    ['another wish for failures', { 'on-revoke-failure': 'ignore' }],
    ['a word about the end', { ended: 'yes' }],
  ];

  test.each(changes)(
    '%s: nothing is sent, a warning says so, and the job doesn’t fail',
    async (_, change) => {
      const job = await stage();
      const main = await job.start().done;
      const post = await runPost(main, { state: { ...main.state, ...change } });
      expect(post).toMatchObject({ conclusion: 'success', path: [] });
      expect(warningsOf(post)).toEqual([expect.stringContaining('another step has changed the state')]);
      expect(post.commands).toHaveLength(1);
      expect(job.broker.revocations).toEqual([]);
    },
  );
});
