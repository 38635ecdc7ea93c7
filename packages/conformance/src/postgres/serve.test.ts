import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  freePort,
  githubClaims,
  type Program,
  type Services,
  startProgram,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describePostgres, newDatabase } from './database.ts';

const MAIN = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));
const WITHIN_MS = 15_000;

const ACCOUNT = `version: 1
account: { name: Acme }
vaults: [{ name: Production }]
servers: [{ name: Production, vaults: ['Production,r'] }]
`;
const POLICY = `version: 1
rules:
  - name: shop
    match: { repository_id: 501002003, repository_owner_id: 9001 }
    grant: { server: Production, vaults: ['Production,r'] }
`;

describePostgres('two brokers on one PostgreSQL', () => {
  let directory: TemporaryDirectory;
  let env: Readonly<Record<string, string>>;
  let services: Services;
  let second: Program;
  let secondUrl: string;

  beforeAll(async () => {
    directory = await temporaryDirectory('replicas');
    env = { DATABASE_URL: (await newDatabase()).reveal() };
    const order = { account: ACCOUNT, policy: POLICY, servers: ['Production'], env };
    services = await startServices({ directory: directory.path, ...order });
    ({ second, secondUrl } = await startReplica());
  });
  afterAll(async () => {
    await second.stop(WITHIN_MS);
    await services.close();
    await directory.remove();
  });

  /** The same configuration, key and account on addresses and in a data directory of its own. */
  async function startReplica(): Promise<{ readonly second: Program; readonly secondUrl: string }> {
    const inside = (...names: readonly string[]): string => join(directory.path, 'second', ...names);
    await mkdir(inside());
    for (const name of ['account.yaml', 'policy.yaml', 'sealing.key'])
      await copyFile(join(directory.path, name), inside(name));
    const text = await readFile(join(directory.path, 'connect-token.yaml'), 'utf8');
    const listen = `127.0.0.1:${await freePort()}`;
    const config = {
      ...JSON.parse(text),
      // Jobs know one broker: both answer for the same URL.
      listen,
      connect: { listen: `127.0.0.1:${await freePort()}` },
    };
    await writeFile(inside('connect-token.yaml'), JSON.stringify(config));
    const args = ['--conditions=ct-src', MAIN, 'serve', '--config', inside('connect-token.yaml')];
    const program = startProgram({ command: process.execPath, args, env });
    await program.printed(/"msg":"serving"/, WITHIN_MS);
    return { second: program, secondUrl: `http://${listen}` };
  }

  const post = async (
    url: string,
    form: Readonly<Record<string, string>>,
  ): Promise<Record<string, unknown>> => {
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };

  test('a token that one minted is revoked by the other, and an ID token is used up for both', async () => {
    const { brokerUrl, issuer } = services;
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: await issuer.idToken(githubClaims({ aud: brokerUrl })),
      authorization_details: JSON.stringify([
        { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }] },
      ]),
    };
    const minted = await post(`${brokerUrl}/oauth/token`, form);
    expect(minted).toMatchObject({ status: 200 });
    expect(await post(`${secondUrl}/oauth/token`, form)).toMatchObject({ code: 'ID_TOKEN_REPLAYED' });
    const token = String(minted['access_token']);
    expect(await post(`${secondUrl}/oauth/revoke`, { token })).toEqual({ status: 200, state: 'revoked' });
    services.serve.kill('SIGTERM');
    expect(await services.serve.ended).toEqual({ code: 0, signal: null });
  });

  test('a data directory with a database of its own is refused beside it', async () => {
    await second.stop(WITHIN_MS);
    await writeFile(join(directory.path, 'second', 'data', 'connect-token.db'), '');
    const args = [
      '--conditions=ct-src',
      MAIN,
      'serve',
      '--config',
      join(directory.path, 'second', 'connect-token.yaml'),
    ];
    const refused = startProgram({ command: process.execPath, args, env });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    expect(refused.stderr()).toContain('has a database of its own');
    expect(refused.stderr()).toContain('[DATABASE_UNUSABLE]');
  });
});
