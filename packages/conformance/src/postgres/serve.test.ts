import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createRemoteManagement,
  createSocketHttp,
  systemTime,
} from '@connect-token/broker-client/management';
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
import { must } from '../control-plane/subject.ts';
import { describePostgres, newDatabase } from './database.ts';

const MAIN = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));
const WITHIN_MS = 15_000;

const ACCOUNT = `version: 1
account: { name: Acme }
vaults: [{ name: Production, id: production0000000000000000 }]
servers: [{ name: Production, vaults: ['Production,r'] }]
`;
const POLICY = `version: 1
rules:
  - name: shop
    match: { repository_id: 501002003, repository_owner_id: 9001 }
    grant: { server: Production, vaults: ['Production,r'] }
`;

interface Replica {
  readonly program: Program;
  readonly url: string;
  readonly connectUrl: string;
}

describePostgres('two brokers and a Connect API on one PostgreSQL', () => {
  let directory: TemporaryDirectory;
  let env: Readonly<Record<string, string>>;
  let services: Services;
  let second: Program;
  /** The Connect API in a process of its own. */
  let alone: Replica;
  let secondUrl: string;

  beforeAll(async () => {
    directory = await temporaryDirectory('replicas');
    env = { DATABASE_URL: (await newDatabase()).reveal() };
    const order = { account: ACCOUNT, policy: POLICY, servers: ['Production'], env };
    services = await startServices({ directory: directory.path, ...order });
    [{ program: second, url: secondUrl }, alone] = await Promise.all([
      startReplica('second'),
      startReplica('alone', ['--only', 'connect']),
    ]);
  });
  afterAll(async () => {
    await Promise.all([second.stop(WITHIN_MS), alone.program.stop(WITHIN_MS)]);
    await services.close();
    await directory.remove();
  });

  /** The same configuration, key and account on addresses and in a data directory of its own. */
  async function startReplica(place: string, more: readonly string[] = []): Promise<Replica> {
    const inside = (...names: readonly string[]): string => join(directory.path, place, ...names);
    await mkdir(inside());
    for (const name of ['account.yaml', 'policy.yaml', 'sealing.key'])
      await copyFile(join(directory.path, name), inside(name));
    const text = await readFile(join(directory.path, 'connect-token.yaml'), 'utf8');
    const [listen, connect] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const config = {
      ...JSON.parse(text),
      // Jobs know one broker: both answer for the same URL.
      listen,
      connect: { listen: connect },
    };
    await writeFile(inside('connect-token.yaml'), JSON.stringify(config));
    const args = ['--conditions=ct-src', MAIN, 'serve', '--config', inside('connect-token.yaml'), ...more];
    const program = startProgram({ command: process.execPath, args, env });
    await program.printed(/"msg":"serving"/, WITHIN_MS);
    return { program, url: `http://${listen}`, connectUrl: `http://${connect}` };
  }

  const post = async (
    url: string,
    form: Readonly<Record<string, string>>,
  ): Promise<Record<string, unknown>> => {
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };

  const mintForm = async (runId: string): Promise<Readonly<Record<string, string>>> => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: await services.issuer.idToken(
      githubClaims({ aud: services.brokerUrl, run_id: runId, check_run_id: runId }),
    ),
    authorization_details: JSON.stringify([
      { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }] },
    ]),
  });

  test('what a broker takes from a token holds on the next call of a Connect API in another process', async () => {
    const { access_token } = await post(`${services.brokerUrl}/oauth/token`, await mintForm('300'));
    const read = async (): Promise<readonly [status: number, message: unknown]> => {
      const answer = await fetch(`${alone.connectUrl}/v1/vaults/production0000000000000000/items`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
      return [answer.status, ((await answer.json()) as { message?: string }).message];
    };
    const socketPath = join(directory.path, 'data', 'management.sock');
    const http = createSocketHttp(socketPath, systemTime);
    const management = must(await createRemoteManagement({ socketPath, http }));
    const [server] = must(await management.servers.list());
    const vaultId = 'production0000000000000000';
    expect(await read()).toEqual([200, undefined]);
    must(await management.grants.revoke(server?.id ?? '', vaultId));
    expect(await read()).toEqual([403, `Authorization: token does not have access to vault ${vaultId}`]);
    must(await management.grants.grant(server?.id ?? '', { vaultId, access: 'r' }));
    expect(await read()).toEqual([200, undefined]);
    const activity = await fetch(`${alone.connectUrl}/v1/activity?limit=1`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(activity.headers.get('content-range')).toBe('1-1/3');
    expect(await activity.json()).toMatchObject([{ action: 'READ', result: 'SUCCESS' }]);
    const revoked = await post(`${services.brokerUrl}/oauth/revoke`, { token: String(access_token) });
    expect(revoked).toEqual({ status: 200, state: 'revoked' });
    expect(await read()).toEqual([401, 'Invalid bearer token']);

    // What was written behind is on disk when the process has ended.
    alone.program.kill('SIGTERM');
    expect(await alone.program.ended).toEqual({ code: 0, signal: null });
    const uses = await management.audit.usage({
      choice: { by: 'run', runId: '300' },
      limit: 10,
      before: null,
      since: null,
    });
    // The look at the activity is the newest.
    expect(must(uses).map(({ result }) => result)).toEqual(['SUCCESS', 'SUCCESS', 'DENY', 'SUCCESS']);
    await http.close();
  });

  test('a token that one minted is revoked by the other, and an ID token is used up for both', async () => {
    const { brokerUrl } = services;
    const form = await mintForm('301');
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
