import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, runPost, type ScriptedJob, startScriptedJob } from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from './testing/certificate.ts';
import { type ConnectProxy, type Front, startConnectProxy, startTlsFront } from './testing/front.ts';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

/** The pauses between tries are the real ones, and a busy machine adds its own. */
const WAITS_MS = 60_000;

const BROKER = 'broker.acme.example';
const GITHUB = 'github.acme.example';
/** Leads to the broker, and isn't in its certificate. */
const STRANGER = 'stranger.acme.example';

let authority: Authority;
let job: ScriptedJob;
let broker: Front;
let github: Front;
let proxy: ConnectProxy;
let trusting: Readonly<Record<string, string>>;

beforeAll(async () => {
  authority = createAuthority();
  job = await startScriptedJob({ actionDir });
  const certified = authority.certify([BROKER, GITHUB, 'localhost']);
  broker = await startTlsFront(certified, Number(new URL(job.broker.url).port));
  const idTokenUrl = new URL(job.idTokens.env.ACTIONS_ID_TOKEN_REQUEST_URL);
  github = await startTlsFront(certified, Number(idTokenUrl.port));
  proxy = await startConnectProxy({
    [`${BROKER}:443`]: broker.port,
    [`${GITHUB}:443`]: github.port,
    [`${STRANGER}:443`]: broker.port,
  });
  const file = join(job.options().directory, 'authority.pem');
  writeFileSync(file, authority.cert);
  trusting = { ...job.idTokens.env, NODE_EXTRA_CA_CERTS: file };
});

afterAll(async () => {
  await Promise.all([broker.close(), github.close(), proxy.close()]);
  await job.close();
});

describe('a network with a proxy and an authority of its own', () => {
  test('is crossed by main and post, to a broker and to an Enterprise Server; the proxy’s password is in no text', async () => {
    const env = {
      ...trusting,
      ACTIONS_ID_TOKEN_REQUEST_URL: `https://${GITHUB}/idtoken?api-version=2.0`,
      HTTPS_PROXY: `http://runner:pass%3Aword-x@127.0.0.1:${proxy.port}`,
    };
    const main = await job.start({ with: { 'broker-url': `https://${BROKER}` }, env }).done;
    expect(main).toMatchObject({ conclusion: 'success', stderr: '' });
    const post = await runPost(main);
    expect(post.log).toContain('revoked: the token of lease ');
    expect(proxy.asked).toEqual([`${GITHUB}:443`, `${BROKER}:443`, `${BROKER}:443`]);
    const user = `Basic ${Buffer.from('runner:pass:word-x').toString('base64')}`;
    expect(proxy.users).toEqual([user, user, user]);
    const texts = [main, post].map(({ stdout, stderr, summary, state }) => [stdout, stderr, summary, state]);
    expect(JSON.stringify(texts)).not.toMatch(/word-x|cnVubmVyOnBhc3M/);
  });

  test.each(['NO_PROXY', 'no_proxy'])('is not asked of the proxy where `%s` names the host', async (name) => {
    const before = proxy.asked.length;
    const env = {
      ...trusting,
      https_proxy: `http://127.0.0.1:${proxy.port}`,
      [name]: 'acme.example, localhost',
    };
    const main = await job.start({ with: { 'broker-url': `https://localhost:${broker.port}` }, env }).done;
    expect(main.conclusion).toBe('success');
    expect(proxy.asked).toHaveLength(before);
  });
});

describe.concurrent('a broker that can’t be reached', { timeout: WAITS_MS }, () => {
  test('because its certificate is for another name hears nothing, through a proxy as well', async () => {
    const env = { ...trusting, https_proxy: `http://127.0.0.1:${proxy.port}` };
    const mints = job.broker.mints.length;
    const main = await job.start({ with: { 'broker-url': `https://${STRANGER}` }, env }).done;
    expect(main.log).toMatch(/BROKER_UNREACHABLE: .*the certificate is for another name/);
    expect(job.broker.mints).toHaveLength(mints);
  });

  test('because its proxy isn’t there says so, and not who is the proxy’s user', async () => {
    const env = { ...trusting, https_proxy: `http://runner:word-x@127.0.0.1:${await freePort()}` };
    const inputs = { 'broker-url': `https://${BROKER}` };
    const main = await job.start({ with: inputs, env }).done;
    expect(main).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(main.log).toMatch(/BROKER_UNREACHABLE: .*ECONNREFUSED/);
    expect(main.stdout + main.stderr).not.toContain('word-x');
  });

  test.each([
    ['', {}],
    [', also where the job verifies none', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('because this machine doesn’t trust its certificate hears nothing%s', async (_, env) => {
    const mints = job.broker.mints.length;
    const inputs = { 'broker-url': `https://localhost:${broker.port}` };
    const main = await job.start({ with: inputs, env: { ...job.idTokens.env, ...env } }).done;
    expect(main).toMatchObject({ conclusion: 'failure', outputs: {} });
    expect(main.log).toMatch(
      /BROKER_UNREACHABLE: .*the certificate comes from an authority that this machine does not trust/,
    );
    expect(main.log.includes('Warning: NODE_TLS_REJECT_UNAUTHORIZED is 0')).toBe(
      'NODE_TLS_REJECT_UNAUTHORIZED' in env,
    );
    expect(job.broker.mints).toHaveLength(mints);
  });
});
