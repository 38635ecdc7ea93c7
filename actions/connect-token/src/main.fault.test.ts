import { fileURLToPath } from 'node:url';
import {
  answerWith,
  freePort,
  type HttpMishap,
  pageOfHtml,
  type StepResult,
  scriptedJobs,
} from '@connect-token/testkit';
import { afterAll, describe, expect, test } from 'vitest';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

/** The pauses between tries are the real ones, and a busy machine adds its own. */
const WAITS_MS = 60_000;

const { stage, close } = scriptedJobs(actionDir);

afterAll(close);

/** The link below an annotation, which tells its code once more. */
const LINK = /\nwhat it means: docs\/errors\.md#\w+$/;

const errorOf = (result: StepResult): string =>
  result.commands
    .filter(({ name }) => name === 'error')
    .map(({ message }) => message.replace(LINK, ''))
    .join('\n');

const handlesOf = ({ state }: StepResult): readonly string[] =>
  Object.entries(state).flatMap(([key, value]) => (key.startsWith('handle-') ? [value] : []));

const faults: readonly (readonly [string, HttpMishap, RegExp])[] = [
  ['500', answerWith(500, 'oops'), /^BROKER_ANSWER_INVALID: .* in 3 attempts: status 500/],
  [
    '503 for a second',
    answerWith(503, { error: 'temporarily_unavailable', code: 'STORE_UNAVAILABLE' }, { 'retry-after': '1' }),
    /^BROKER_REFUSED: .* refused \(STORE_UNAVAILABLE\)/,
  ],
  [
    'a page of HTML with status 200',
    pageOfHtml,
    /^BROKER_ANSWER_INVALID: .* in 3 attempts: status 200 without/,
  ],
  ['half an answer', { kind: 'cut', body: '{"access_token":"ey' }, /^BROKER_UNREACHABLE: .*cut/],
  ['a reset', { kind: 'reset' }, /^BROKER_UNREACHABLE: .* in 3 attempts: the connection was cut/],
];

describe.concurrent('a broker that answers', { timeout: WAITS_MS }, () => {
  test.each(faults)(
    '%s: never green, at most three mints, and every handle ended and remembered',
    async (_, mishap, error) => {
      const job = await stage({ mint: () => mishap });
      const result = await job.start().done;
      expect(result).toMatchObject({ conclusion: 'failure', exitCode: 1, outputs: {}, env: {}, stderr: '' });
      expect(errorOf(result)).toMatch(error);
      expect(errorOf(result)).toContain(job.broker.url);
      const { mints, revocations } = job.broker;
      expect(mints).toHaveLength(3);
      expect(new Set(mints.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
      expect(new Set(mints.map(({ form }) => form['subject_token'])).size).toBe(3);
      const ended = revocations.map(({ form }) => form['token']);
      expect(ended).toEqual(handlesOf(result));
    },
  );

  test.each(faults)(
    '%s once: green with the second token, and both handles remembered',
    async (_, mishap) => {
      const job = await stage({ mint: (count) => (count === 1 ? mishap : null) });
      const result = await job.start().done;
      expect(result).toMatchObject({ conclusion: 'success', outputs: { token: job.broker.tokens[0] } });
      expect(handlesOf(result)).toHaveLength(2);
      expect(job.broker.revocations.map(({ form }) => form['token'])).toEqual([handlesOf(result)[0]]);
    },
  );

  test('that it is busy, with 429: green a moment later, with nothing to end', async () => {
    const busy = answerWith(
      429,
      { error: 'temporarily_unavailable', code: 'RATE_LIMITED' },
      { 'retry-after': '1' },
    );
    const job = await stage({ mint: (count) => (count === 1 ? busy : null) });
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'success', outputs: { token: job.broker.tokens[0] } });
    expect([job.broker.mints.length, job.broker.revocations]).toEqual([2, []]);
  });

  test.each([401, 403, 404])('with %i, in HTML: red at once', async (status) => {
    const job = await stage({ mint: () => answerWith(status, '<html>no</html>') });
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(errorOf(result)).toContain(`in 1 attempt: status ${status} without a reason that can be read`);
    expect(job.broker.mints).toHaveLength(1);
  });

  test.each([
    ['no JWS', 'password1'],
    ['two parts of one', 'aaaa.bbbb'],
    ['one with a line in it', 'aaaa.bb\nbb.cccc'],
    ['an empty one', ''],
  ])('a token that is %s: never green', async (_, token) => {
    const job = await stage({ answer: { access_token: token } });
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'failure', outputs: {}, env: {} });
    expect(errorOf(result)).toContain('status 200 without a whole token answer');
  });

  test('with a redirect: red at once, and the ID token goes nowhere else', async () => {
    const elsewhere = await stage();
    const job = await stage({
      mint: () => answerWith(307, '', { location: `${elsewhere.broker.url}/oauth/token` }),
    });
    const result = await job.start().done;
    expect(errorOf(result)).toMatch(/^BROKER_ANSWER_INVALID: .*it redirects \(status 307\)/);
    expect([job.broker.mints.length, elsewhere.broker.mints.length]).toEqual([1, 0]);
  });

  test('an answer with a Connect URL without TLS: red, and the job never sends a token there', async () => {
    const job = await stage({
      answer: {
        authorization_details: [
          {
            type: 'connect_vaults',
            locations: ['http://connect.acme.example'],
            server: { id: 'S', name: 'Production' },
            vaults: [{ vault: 'v', name: 'Production', permissions: ['read'] }],
            expires_in: 900,
          },
        ],
      },
    });
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'failure', outputs: {}, env: {} });
  });
});

test.concurrent('a broker that isn’t there: red with its URL, the cause and the number of attempts', {
  timeout: WAITS_MS,
}, async () => {
  const job = await stage();
  const url = `http://127.0.0.1:${await freePort()}`;
  const result = await job.start({ with: { 'broker-url': url } }).done;
  expect(result).toMatchObject({ conclusion: 'failure', outputs: {}, stderr: '' });
  expect(errorOf(result)).toBe(
    `BROKER_UNREACHABLE: the broker \`${url}\` gave no answer in 5 attempts: the connection was refused (ECONNREFUSED)`,
  );
});

describe.concurrent('GitHub’s ID-token endpoint', { timeout: WAITS_MS }, () => {
  const passing: readonly (readonly [string, HttpMishap])[] = [
    ['500', answerWith(500)],
    ['503', answerWith(503, '<html>')],
    ['429', answerWith(429, '', { 'retry-after': '1' })],
    ['a reset', { kind: 'reset' }],
    ['half an answer', { kind: 'cut', body: '{"value":"ey' }],
    ['HTML with status 200', pageOfHtml],
    ['`{}`', answerWith(200, {})],
    ['an ID token that is no JWT', answerWith(200, { value: 'password1' })],
  ];

  test.each(passing)('that answers %s once is asked again', async (_, mishap) => {
    const job = await stage({ idToken: (request) => (request === 1 ? mishap : null) });
    const result = await job.start().done;
    expect(result.conclusion).toBe('success');
    expect([job.idTokens.audiences.length, job.broker.mints.length]).toEqual([2, 1]);
  });

  test.each(passing)(
    'that answers %s three times is not asked a fourth time, and nothing is minted',
    async (_, mishap) => {
      const job = await stage({ idToken: () => mishap });
      const result = await job.start().done;
      expect(errorOf(result)).toMatch(/^OIDC_REQUEST_FAILED: GitHub gave no ID token in 3 attempts: /);
      expect(job.idTokens.audiences).toHaveLength(3);
      expect([job.broker.mints, result.state]).toEqual([[], {}]);
    },
  );

  test.each([401, 403, 404])('that answers %i is not asked again', async (status) => {
    const job = await stage({ idToken: () => answerWith(status) });
    const result = await job.start().done;
    expect(errorOf(result)).toBe(
      `OIDC_REQUEST_FAILED: GitHub gave no ID token in 1 attempt: status ${status}`,
    );
    expect(job.idTokens.audiences).toHaveLength(1);
  });

  test('at a URL without TLS hears nothing: the job’s bearer would be in clear', async () => {
    const job = await stage();
    const env = {
      ...job.idTokens.env,
      ACTIONS_ID_TOKEN_REQUEST_URL: 'http://pipelines.acme.example/idtoken?x=1',
    };
    expect(errorOf(await job.start({ env }).done)).toMatch(/^OIDC_REQUEST_FAILED: .*https/);
  });
});
