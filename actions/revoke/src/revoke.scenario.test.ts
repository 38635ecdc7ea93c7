import { fileURLToPath } from 'node:url';
import {
  answerWith,
  type Claims,
  githubClaims,
  type HttpMishap,
  type IdTokenEndpoint,
  mintAt,
  pageOfHtml,
  readActionFile,
  runStep,
  type Services,
  type StepResult,
  startIdTokenEndpoint,
  startProxy,
  startServices,
  statusAt,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseInputs } from './inputs.ts';

const actionDir = fileURLToPath(new URL('../', import.meta.url));

const ACCOUNT = `
version: 1
account: {name: Acme}
vaults: [{name: Production}]
servers: [{name: Production, vaults: ["Production,r"]}]
`;

const POLICY = `
version: 1
rules:
  - name: shop
    match: {repository_id: 501002003, repository_owner_id: 9001, environment: production}
    grant: {server: Production, vaults: ["Production,r"]}
`;

let directory: TemporaryDirectory;
let services: Services;
const endpoints: IdTokenEndpoint[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory('revoke-action');
  const order = { account: ACCOUNT, policy: POLICY, servers: ['Production'] } as const;
  services = await startServices({ directory: directory.path, ...order });
});

afterAll(async () => {
  await Promise.all([services.close(), ...endpoints.map(({ close }) => close())]);
  await directory.remove();
});

interface Job {
  readonly claims?: Claims;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly idToken?: (request: number) => HttpMishap | null;
}

/** The action as the last job of a run, which has no environment. */
async function run({ claims = {}, with: inputs = {}, env, idToken }: Job = {}): Promise<StepResult> {
  const endpoint = await startIdTokenEndpoint({
    sign: (aud) => services.issuer.idToken(githubClaims({ aud, environment: undefined, ...claims })),
    ...(idToken === undefined ? {} : { mishap: idToken }),
  });
  endpoints.push(endpoint);
  return runStep({
    actionDir,
    directory: directory.path,
    env: env ?? endpoint.env,
    with: { 'broker-url': services.brokerUrl, ...inputs },
  });
}

const job = (claims: Claims): Claims => ({ environment: 'production', ...claims });
const messagesOf = ({ commands }: StepResult): string =>
  commands.map(({ name, message }) => `${name}: ${message}`).join('\n');

describe('the last job of a run', () => {
  test('ends what its jobs left behind, in earlier attempts too, and says so', async () => {
    const left = [
      await mintAt(services, 'Production', job({ run_id: '1', check_run_id: '11' })),
      await mintAt(services, 'Production', job({ run_id: '1', check_run_id: '12', run_attempt: '2' })),
    ];
    const other = await mintAt(services, 'Production', job({ run_id: '2' }));
    const step = await run({ claims: { run_id: '1', run_attempt: '2', check_run_id: '19' } });
    expect(step).toMatchObject({
      conclusion: 'success',
      stderr: '',
      outputs: { ended: '2', 'credits-freed': '2' },
      log: 'ended 2 tokens that this run still held\n',
    });
    expect(await Promise.all([...left, other].map(({ token }) => statusAt(services, token)))).toEqual([
      401, 401, 200,
    ]);
    for (const { leaseId, token } of left) {
      expect(step.summary).toContain(`| \`${leaseId}\` | revoked | 1 |`);
      expect(JSON.stringify(step)).not.toContain(token);
    }
    expect(step.summary).toContain('2 vault access credits are free again.');
    expect(step.state).toEqual({});
  });

  test('is green where nothing was left', async () => {
    expect(await run({ claims: { run_id: '3' } })).toMatchObject({
      conclusion: 'success',
      outputs: { ended: '0', 'credits-freed': '0' },
      log: 'this run held no open token: nothing was left to end\n',
    });
  });

  test('ends what it left in a second use too, by a fresh ID token each time', async () => {
    const claims = { run_id: '4' };
    await mintAt(services, 'Production', job(claims));
    expect((await run({ claims })).outputs['ended']).toBe('1');
    expect((await run({ claims })).outputs['ended']).toBe('0');
  });
});

test('an answer that is lost is asked for again, and the step claims neither too much nor too little', async () => {
  const claims = { run_id: '5' };
  const left = await mintAt(services, 'Production', job(claims));
  const proxy = await startProxy();
  proxy.forwardTo(services.brokerUrl);
  proxy.next({ kind: 'cut-response', afterBytes: 20 });
  const step = await run({ claims, with: { 'broker-url': proxy.url, audience: services.brokerUrl } });
  await proxy.close();
  expect(await statusAt(services, left.token)).toBe(401);
  expect(step).toMatchObject({
    conclusion: 'success',
    outputs: { ended: '0', 'credits-freed': '0' },
    log: 'nothing of this run is open any more. The broker had to be asked again: what this step ended by asking before is not counted here\n',
  });
  expect(step.summary).toContain('Nothing of this run is open any more. The broker had to be asked again');
});

describe('is never green where the broker was not asked:', () => {
  test('a job without the permission is told what to add', async () => {
    const step = await run({ env: {} });
    expect(step).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(messagesOf(step)).toContain('id-token: write');
    expect(messagesOf(step)).toContain('whether this run still holds a token is not known');
  });

  test('a repository that no rule is about', async () => {
    const step = await run({ claims: { repository_id: '1' } });
    expect(step).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(messagesOf(step)).toContain('the trust policy does not allow this');
  });

  test('a GitHub that gives out no ID token, asked once where that is final', async () => {
    const step = await run({ idToken: () => answerWith(403, {}) });
    expect(step).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(messagesOf(step)).toContain('OIDC_REQUEST_FAILED');
  });

  test('a page of HTML in place of an ID token', async () => {
    expect(await run({ idToken: () => pageOfHtml })).toMatchObject({ conclusion: 'failure', outputs: {} });
  });

  test.each([
    ['', 'INPUT_MISSING'],
    ['http://broker.acme.example', 'URL_INSECURE'],
  ])('the broker URL `%s`', async (url, code) => {
    const step = await run({ with: { 'broker-url': url } });
    expect(step).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(messagesOf(step)).toContain(code);
  });
});

test('every mistake in the inputs is told at once', () => {
  const parsed = parseInputs(() => 'a\nb');
  expect(parsed.ok ? [] : parsed.error.map(({ input }) => input)).toEqual(['broker-url', 'audience']);
});

describe('action.yml', () => {
  const action = readActionFile(actionDir);

  test('has the inputs that the code reads, and runs the committed bundle without a post', () => {
    const read: string[] = [];
    parseInputs((name) => {
      read.push(name);
      return '';
    });
    expect(read.toSorted()).toEqual(Object.keys(action.inputs).toSorted());
    expect(action.outputs).toEqual(['ended', 'credits-freed']);
    expect(action.mainPath).toMatch(/actions\/revoke\/dist\/main\.js$/);
    expect(action.postPath).toBeNull();
    expect(action.description).toContain('Not affiliated with or endorsed by 1Password');
  });
});
