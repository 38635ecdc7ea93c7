import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  answerWith,
  type Claims,
  type GitHub,
  githubClaims,
  type HttpMishap,
  type IdTokenEndpoint,
  type LoopbackProxy,
  mintAt,
  pageOfHtml,
  readActionFile,
  runStep,
  type ServiceMint,
  type Services,
  type StepResult,
  startGitHub,
  startIdTokenEndpoint,
  startProxy,
  startServices,
  statusAt,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseInputs } from './inputs.ts';

const CONNECT = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url));
const actionDir = fileURLToPath(new URL('../', import.meta.url));

const ACCOUNT = `
version: 1
account: {name: Acme}
vaults: [{name: Production}]
servers: [{name: Production, vaults: ["Production,r"]}]
`;

const SHOP = '501002003';
const TOOLS = '501002004';
/** GitHub knows nothing of it. */
const HIDDEN = '501002005';

const POLICY = `
version: 1
rules:
  - name: deploy
    match: {repository_id: [${SHOP}, ${TOOLS}, ${HIDDEN}], repository_owner_id: 9001}
    grant: {server: Production, vaults: ["Production,r"]}
  - name: sweep
    match: {repository_id: 700, repository_owner_id: 9001}
    grant: {leases: [read, end], repositories: [${SHOP}, ${HIDDEN}], tokens: [read]}
  - name: look
    match: {repository_id: 701, repository_owner_id: 9001}
    grant: {leases: [read], repositories: [${SHOP}]}
`;

let directory: TemporaryDirectory;
let services: Services;
let github: GitHub;
const endpoints: IdTokenEndpoint[] = [];
const open: ServiceMint[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory('sweep-action');
  const order = { account: ACCOUNT, policy: POLICY, servers: ['Production'] } as const;
  [services, github] = await Promise.all([
    startServices({ directory: directory.path, ...order }),
    startGitHub(),
  ]);
});

afterAll(async () => {
  await Promise.all([services.close(), github.close(), ...endpoints.map(({ close }) => close())]);
  await directory.remove();
});

/** No test finds the leases of another. */
beforeEach(async () => {
  github.mishap = () => null;
  for (const { token } of open.splice(0))
    await fetch(`${services.brokerUrl}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    });
});

let runs = 100;

/** A lease of a job, of which GitHub says this: of the run attempt, and of the job. */
async function lease(run: string, job: string, claims: Claims = {}): Promise<ServiceMint> {
  runs += 1;
  const place = { repositoryId: SHOP, runId: String(runs), runAttempt: '1' };
  const checkRunId = String(runs + 1_000);
  const made = await mintAt(services, 'Production', {
    repository_id: SHOP,
    run_id: place.runId,
    check_run_id: checkRunId,
    ...claims,
  });
  open.push(made);
  if (run !== 'unknown') github.tell({ ...place, status: run, jobs: [{ checkRunId, status: job }] });
  return made;
}

interface Job {
  readonly claims?: Claims;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

async function sweep({ claims = {}, with: inputs = {}, env = {} }: Job = {}): Promise<StepResult> {
  const endpoint = await startIdTokenEndpoint({
    sign: (aud) => services.issuer.idToken(githubClaims({ aud, repository_id: '700', ...claims })),
  });
  endpoints.push(endpoint);
  return runStep({
    actionDir,
    directory: directory.path,
    env: { ...endpoint.env, GITHUB_API_URL: github.apiUrl, ...env },
    with: { 'broker-url': services.brokerUrl, 'github-token': github.token, ...inputs },
  });
}

const statuses = (...leases: readonly ServiceMint[]): Promise<readonly number[]> =>
  Promise.all(leases.map(({ token }) => statusAt(services, token)));

const messagesOf = ({ commands }: StepResult): string =>
  commands.map(({ name, message }) => `${name}: ${message}`).join('\n');

describe('a sweep', () => {
  test('ends the leases of jobs that are over, and of no other', async () => {
    const over = await lease('completed', 'completed');
    const jobOver = await lease('in_progress', 'completed');
    const live = await lease('in_progress', 'in_progress');
    const queued = await lease('queued', 'queued');
    const foreign = await lease('completed', 'completed', { repository_id: TOOLS });
    const step = await sweep();
    expect(step).toMatchObject({
      conclusion: 'success',
      stderr: '',
      outputs: { open: '4', ended: '2', 'credits-freed': '2', unread: '0', 'tokens-reported': '0' },
      log: '4 open leases, 2 of jobs that are over: 2 ended\n',
      state: {},
    });
    expect(await statuses(over, jobOver, live, queued, foreign)).toEqual([401, 401, 200, 200, 200]);
    for (const { leaseId, token } of [over, jobOver]) {
      expect(step.summary).toContain(`| \`${leaseId}\` | ${SHOP} |`);
      expect(JSON.stringify(step)).not.toContain(token);
    }
    expect(step.summary).toContain('| revoked |');
    expect(step.summary).not.toContain(live.leaseId);
  });

  test('of more than one request frees the credits of all', async () => {
    for (let n = 0; n < 60; n += 1) await lease('completed', 'completed');
    expect((await sweep()).outputs).toMatchObject({ open: '60', ended: '60', 'credits-freed': '60' });
  });

  test('in a dry run ends nothing, and says what it would', async () => {
    const over = await lease('completed', 'completed');
    const step = await sweep({ with: { 'dry-run': 'true' } });
    expect(step).toMatchObject({ conclusion: 'success', outputs: { ended: '1', 'credits-freed': '0' } });
    expect(step.summary).toContain(`| \`${over.leaseId}\` |`);
    expect(step.summary).toContain('would be ended');
    expect(await statuses(over)).toEqual([200]);
  });

  test('asks nobody where nothing is open', async () => {
    const before = github.requests.length;
    const step = await sweep({ with: { 'github-token': 'x' } });
    expect(step).toMatchObject({ conclusion: 'success', outputs: { open: '0', ended: '0' } });
    expect(github.requests.length).toBe(before);
  });

  test('goes on beside a run that it can’t read: that is reported, and never ended', async () => {
    const over = await lease('completed', 'completed');
    const unread = await lease('unknown', 'unknown');
    const step = await sweep();
    expect(step).toMatchObject({ conclusion: 'success', outputs: { open: '2', ended: '1', unread: '1' } });
    expect(messagesOf(step)).toContain("warning: GitHub didn't tell of the runs of 1 open lease");
    expect(step.summary).toContain('| 1 | status 404 |');
    expect(await statuses(over, unread)).toEqual([401, 200]);
  });

  test.each<[string, HttpMishap]>([
    ['500', answerWith(500, { message: 'oops' })],
    ['403', answerWith(403, { message: 'Resource not accessible by integration' })],
    ['a redirect', answerWith(301, '', { location: 'https://other.example' })],
    ['HTML with status 200', pageOfHtml],
    ['another run', answerWith(200, { id: 1, run_attempt: 1, status: 'completed', repository: { id: 1 } })],
    ['a reset', { kind: 'reset' }],
    ['half an answer', { kind: 'cut', body: '{"status":"completed"' }],
  ])(
    'ends nothing where GitHub answers with %s, and is red where nothing was told',
    async (_what, mishap) => {
      const over = await lease('completed', 'completed');
      github.mishap = () => mishap;
      const step = await sweep();
      expect(step).toMatchObject({ conclusion: 'failure', outputs: { open: '1', ended: '0', unread: '1' } });
      expect(messagesOf(step)).toContain('error: GITHUB_UNAVAILABLE');
      expect(await statuses(over)).toEqual([200]);
    },
  );

  test('asks no more once GitHub’s limit is reached, and ends what it had been told of', async () => {
    for (let n = 0; n < 12; n += 1) await lease('completed', 'completed');
    let asked = 0;
    github.mishap = () => {
      asked += 1;
      return asked <= 3 ? null : answerWith(403, {}, { 'x-ratelimit-remaining': '0' });
    };
    const step = await sweep();
    expect(step).toMatchObject({ conclusion: 'success', outputs: { open: '12', ended: '2', unread: '10' } });
    expect(step.summary).toContain('its rate limit is reached');
    expect(asked).toBeLessThanOrEqual(7);
  });

  test('asks once about a repository that it can’t read, however many of its runs hold a lease', async () => {
    const over = await lease('completed', 'completed');
    for (let n = 0; n < 6; n += 1) await lease('unknown', 'unknown', { repository_id: HIDDEN });
    const before = github.requests.length;
    expect((await sweep()).outputs).toMatchObject({ open: '7', ended: '1', unread: '6' });
    const asked = github.requests.slice(before).filter(({ path }) => path.includes(HIDDEN));
    expect(asked).toMatchObject([{ path: `/repositories/${HIDDEN}/actions/runs`, status: 404 }]);
    expect(await statuses(over)).toEqual([401]);
  });

  test('looks through all pages of the jobs of a run', async () => {
    const made = await lease('unknown', 'unknown');
    const jobs = Array.from({ length: 150 }, (_, n) => ({
      checkRunId: String(n === 149 ? runs + 1_000 : n + 1),
      status: n === 149 ? 'completed' : 'in_progress',
    }));
    github.tell({ repositoryId: SHOP, runId: String(runs), runAttempt: '1', status: 'in_progress', jobs });
    expect((await sweep()).outputs).toMatchObject({ open: '1', ended: '1' });
    expect(await statuses(made)).toEqual([401]);
  });
});

describe('where the broker’s answer is lost', () => {
  let proxy: LoopbackProxy;

  beforeEach(async () => {
    proxy = await startProxy();
    proxy.forwardTo(services.brokerUrl);
    return () => proxy.close();
  });

  const whole = () => proxy.next({ kind: 'cut-response', afterBytes: 1024 * 1024 });
  const cut = () => proxy.next({ kind: 'cut-response', afterBytes: 20 });
  const swept = (): Promise<StepResult> =>
    sweep({ with: { 'broker-url': proxy.url, audience: services.brokerUrl, 'unused-for': 'never' } });

  test('a sweep says of what isn’t open any more that it may have ended it itself', async () => {
    const over = await lease('completed', 'completed');
    whole();
    cut();
    const step = await swept();
    expect(await statuses(over)).toEqual([401]);
    expect(step).toMatchObject({
      conclusion: 'success',
      outputs: { open: '1', ended: '0', 'credits-freed': '0' },
      log: '1 open lease, 1 of jobs that are over: 0 ended, and 1 by this step or by somebody else (the broker had to be asked again)\n',
    });
    expect(step.summary).toContain(`| \`${over.leaseId}\` |`);
    expect(step.summary).toContain('| ended, by this step or by somebody else |');
  });

  test('again and again, a sweep is red, and reports what it did until then', async () => {
    const made: ServiceMint[] = [];
    for (let n = 0; n < 51; n += 1) made.push(await lease('completed', 'completed'));
    whole();
    whole();
    for (let n = 0; n < 3; n += 1) cut();
    const step = await swept();
    expect(step).toMatchObject({
      conclusion: 'failure',
      outputs: { open: '51', ended: '50', 'credits-freed': '50', unread: '0' },
    });
    expect(messagesOf(step)).toMatch(/error: BROKER_(?:UNREACHABLE|ANSWER_INVALID): /);
    expect(messagesOf(step)).toContain('1 open lease of jobs that are over may not be ended');
    expect(step.summary.match(/\| revoked \|/g)).toHaveLength(50);
    expect(step.summary).toContain(
      `| \`${made.at(-1)?.leaseId}\` | ${SHOP} | ${runs} | 1 | 1 | not known: the broker gave no answer |`,
    );
  });
});

describe('the report of tokens', () => {
  test('names those that never expire, with their last use, and nothing that opens anything', async () => {
    const args = ['token', 'create', 'by hand', '--server', 'Production', '--vault', 'Production,r'];
    const made = await promisify(execFile)(
      process.execPath,
      ['--conditions=ct-src', CONNECT, ...args, '--data-dir', join(directory.path, 'data')],
      { env: {} },
    );
    const token = made.stdout.trim();
    expect(await statusAt(services, token)).toBe(200);
    // Uses are written behind, within a second; a sweep that comes before that has none to tell.
    const step = await sweep();
    expect(step).toMatchObject({ conclusion: 'success', outputs: { 'tokens-reported': '1' } });
    expect(step.summary).toMatch(
      /\| by hand \| \w{26} \| Production \| \S+Z \| never \| (?:\S+Z|not known) \| it never expires \|/,
    );
    expect(step.summary).toMatch(/Uses are known since \S+Z\./);
    // The broker's own default remembers for longer than the action's asks about.
    expect(step.summary).not.toContain('That is less than');
    expect(JSON.stringify(step)).not.toContain(token);
  });

  test('is left out where nobody asks for it', async () => {
    expect((await sweep({ with: { 'unused-for': 'never' } })).summary).not.toContain('made by hand');
  });

  test('that the rule doesn’t allow is a warning, and the sweep goes on', async () => {
    const step = await sweep({ claims: { repository_id: '701' } });
    expect(step).toMatchObject({ conclusion: 'success', outputs: { open: '0', 'tokens-reported': '0' } });
    expect(messagesOf(step)).toContain('tokens that were made by hand are not reported');
  });
});

describe('is red where the broker', () => {
  test('doesn’t let it end what is over', async () => {
    const over = await lease('completed', 'completed');
    const step = await sweep({ claims: { repository_id: '701' } });
    expect(step).toMatchObject({ conclusion: 'failure', outputs: { open: '1', ended: '0' } });
    expect(messagesOf(step)).toContain('the trust policy does not allow this');
    expect(messagesOf(step)).toContain('1 open lease of jobs that are over may not be ended');
    expect(await statuses(over)).toEqual([200]);
  });

  test('doesn’t let it look', async () => {
    const step = await sweep({ claims: { repository_id: SHOP } });
    expect(step).toMatchObject({ conclusion: 'failure', outputs: {} });
  });

  test('can’t be asked, because the job has no permission', async () => {
    const step = await sweep({
      env: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
    });
    expect(step).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(messagesOf(step)).toContain('id-token: write');
  });
});

test('a GitHub in the clear is asked nothing', async () => {
  await lease('completed', 'completed');
  const step = await sweep({ env: { GITHUB_API_URL: 'http://api.github.example' } });
  expect(step).toMatchObject({ conclusion: 'failure', outputs: {} });
  expect(messagesOf(step)).toContain('URL_INSECURE');
});

test('an Enterprise Server’s API has a path, which is kept', async () => {
  await lease('completed', 'completed');
  await sweep({ env: { GITHUB_API_URL: `${github.apiUrl}/api/v3` } });
  expect(github.requests.at(-1)?.path).toMatch(/^\/api\/v3\/repositories\/501002003\/actions\/runs(?:\/|$)/);
});

describe('inputs', () => {
  const read =
    (over: Readonly<Record<string, string>>) =>
    (name: string): string =>
      ({ 'broker-url': 'https://b.example', 'github-token': 'ghs_x', 'unused-for': '90', ...over })[name] ??
      '';

  test.each(['1', '90', '3650'])('`unused-for: %s` is days', (days) => {
    expect(parseInputs(read({ 'unused-for': days }))).toMatchObject({ value: { unusedDays: Number(days) } });
  });

  test.each(['0', '3651', '', '90d', '-1', '1.5', 'Never'])('`unused-for: %s` is none', (text) => {
    expect(parseInputs(read({ 'unused-for': text }))).toMatchObject({
      error: [{ input: 'unused-for', failure: { code: 'INPUT_INVALID' } }],
    });
  });

  test('no message repeats what stands in place of a token', () => {
    const parsed = parseInputs(read({ 'github-token': 'ghs_one\nghs_two' }));
    expect(parsed).toMatchObject({ error: [{ input: 'github-token' }] });
    expect(JSON.stringify(parsed)).not.toContain('ghs_one');
  });

  test('every mistake is told at once', () => {
    const parsed = parseInputs(() => 'a\nb');
    expect(parsed.ok ? [] : parsed.error.map(({ input }) => input)).toEqual([
      'broker-url',
      'audience',
      'github-token',
      'unused-for',
      'dry-run',
    ]);
  });
});

test('action.yml has the inputs that the code reads, and runs the committed bundle without a post', () => {
  const action = readActionFile(actionDir);
  const read: string[] = [];
  parseInputs((name) => {
    read.push(name);
    return '';
  });
  expect(read.toSorted()).toEqual(Object.keys(action.inputs).toSorted());
  expect(action.outputs).toEqual(['open', 'ended', 'credits-freed', 'unread', 'tokens-reported']);
  expect(action.mainPath).toMatch(/actions\/sweep\/dist\/main\.js$/);
  expect(action.postPath).toBeNull();
});
