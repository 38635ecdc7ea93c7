import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect as openSocket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  freePort,
  type Program,
  startProgram,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const LINE_WITHIN_MS = 15_000;
/** Several programs one after the other, each of which may take that long on a busy machine. */
const TEST_MS = 60_000;

const POLICY = `version: 1
rules:
  - name: shop
    match: { repository_id: 1, repository_owner_id: 2 }
    grant: { server: Production, vaults: ['Production,r'] }
`;

const ACCOUNT = `version: 1
account: { name: Acme }
vaults:
  - name: Production
servers:
  - name: Production
    vaults: [Production]
`;

describe('connect serve', { timeout: TEST_MS }, () => {
  let directory: TemporaryDirectory;
  let programs: Program[];

  beforeEach(async () => {
    directory = await temporaryDirectory('serve');
    programs = [];
    await write('policy.yaml', POLICY);
    await write('account.yaml', ACCOUNT);
    await write('sealing.key', randomBytes(32).toString('base64'));
    await write('connect-token.yaml', await configuration());
  });

  afterEach(async () => {
    await Promise.all(programs.map((program) => program.stop(0)));
    await directory.remove();
  });

  const inside = (name: string): string => join(directory.path, name);
  const write = (name: string, text: string): Promise<void> => writeFile(inside(name), text, { mode: 0o600 });

  /** Nobody is asked for keys: an issuer that doesn't answer keeps the broker from being ready, and from nothing else. */
  const configuration = async (
    ports?: Partial<Record<'broker' | 'connect', number>>,
  ): Promise<string> => `public_url: http://127.0.0.1:8300
listen: 127.0.0.1:${ports?.broker ?? (await freePort())}
data_directory: data
issuers: ['http://127.0.0.1:${await freePort()}']
servers: [{ server: Production, connect_url: 'http://127.0.0.1:8301' }]
policy: policy.yaml
account: { file: account.yaml, sealing_key_file: sealing.key }
connect: { listen: '127.0.0.1:${ports?.connect ?? (await freePort())}' }
metrics: { listen: '127.0.0.1:${await freePort()}' }
audit: { lines: audit.jsonl }
`;

  const serve = (...more: readonly string[]): Program => {
    const args = ['--conditions=ct-src', MAIN, 'serve', '--config', inside('connect-token.yaml'), ...more];
    const program = startProgram({ command: process.execPath, args, env: {} });
    programs.push(program);
    return program;
  };

  const serving = async (program: Program): Promise<{ brokerUrl: string; connectUrl: string }> => {
    const [line] = await program.printed(/^.*"msg":"serving".*$/m, LINE_WITHIN_MS);
    return JSON.parse(line);
  };

  test('--check finds nothing wrong in good files, and touches nothing', async () => {
    const program = serve('--check');
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(program.stderr()).toBe('');
    expect(existsSync(inside('data'))).toBe(false);
  });

  test('--check tells every mistake of every file at once: path, line, column and code', async () => {
    await write('policy.yaml', POLICY.replace('repository_id: 1', 'repository_id: shop'));
    await write('account.yaml', ACCOUNT.replace('name: Acme', 'nam: Acme'));
    await write('sealing.key', 'too short');
    const program = serve('--check');
    expect(await program.ended).toMatchObject({ code: 2 });
    const text = program.stderr();
    expect(text).toContain(`${inside('policy.yaml')}:4:14: `);
    expect(text).toContain(`${inside('account.yaml')}:2:`);
    expect(text).toContain('[SEALING_KEY_INVALID]');
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^\[ERROR\] \d{4}(\/\d\d){2} \d\d(:\d\d){2} .+ \[[A-Z_]+\]$/);
    expect(existsSync(inside('data'))).toBe(false);
  });

  test('--check tells of servers that are granted and have no Connect URL, or do not exist', async () => {
    await write('policy.yaml', POLICY.replace('server: Production', 'server: [Production, Staging]'));
    const text = await configuration();
    await write('connect-token.yaml', text.replace('server: Production', 'server: production'));
    const program = serve('--check');
    expect(await program.ended).toMatchObject({ code: 2 });
    expect(program.stderr()).toContain('there is no Connect server `Staging` [SERVER_UNKNOWN]');
    expect(program.stderr()).toContain('did you mean `Production`? [SERVER_UNKNOWN]');
    expect(program.stderr()).toContain(
      'server `Production` is missing: the rule `shop` grants this server [CONNECT_URL_INVALID]',
    );
    // Once there is a database, the servers in it count: they may have been made since.
    await mkdir(inside('data'));
    expect(await serve('--check').ended).toMatchObject({ code: 0 });
  });

  test('every mistake of the configuration is told at once, and nothing is served', async () => {
    await write('connect-token.yaml', 'public_url: http://acme.example\nlisten: here\nplan: none\n');
    const program = serve();
    expect(await program.ended).toMatchObject({ code: 2 });
    expect(program.stderr()).toContain('connect-token.yaml:1:1: public_url:');
    expect(program.stderr()).toContain('connect-token.yaml:2:1: listen:');
    expect(program.stderr()).toContain('connect-token.yaml:3:1: plan:');
    expect(program.stdout()).toBe('');
  });

  test('--only connect needs PostgreSQL, and neither a policy nor what only a broker needs', async () => {
    await write('policy.yaml', 'not read');
    const [sqlite, broker] = [serve('--only', 'connect'), serve('--only', 'broker')];
    expect(await sqlite.ended).toMatchObject({ code: 2 });
    expect(sqlite.stderr()).toMatch(/`--only connect` needs `DATABASE_URL`.*\[USAGE_INVALID\]\n$/);
    expect(await broker.ended).toMatchObject({ code: 2 });
    expect(broker.stderr()).toContain('`--only` is `broker`, allowed is `connect`');
  });

  test('--init writes files that --check and the first start find nothing wrong in', async () => {
    const path = join(directory.path, 'new', 'connect-token.yaml');
    const run = (...words: readonly string[]): Program => {
      const args = ['--conditions=ct-src', MAIN, 'serve', '--config', path, ...words];
      const program = startProgram({ command: process.execPath, args, env: {} });
      programs.push(program);
      return program;
    };
    const init = run('--init');
    expect(await init.ended).toMatchObject({ code: 0 });
    expect(init.stdout()).toContain(`connect serve --config ${path}\n`);
    expect(await run('--check').ended).toMatchObject({ code: 0 });
    const before = await readFile(path, 'utf8');
    const again = run('--init');
    expect(await again.ended).toMatchObject({ code: 1 });
    expect(again.stderr()).toContain('overwrites nothing [FILE_UNWRITABLE]');
    expect(await readFile(path, 'utf8')).toBe(before);
    for (const name of await readdir(join(directory.path, 'new')))
      expect((await stat(join(directory.path, 'new', name))).mode & 0o777).toBe(0o600);
  });

  test('--init makes nothing where one of its files is there already', async () => {
    await mkdir(inside('half'));
    await write('half/policy.yaml', 'kept');
    const args = [
      '--conditions=ct-src',
      MAIN,
      'serve',
      '--init',
      '--config',
      inside('half/connect-token.yaml'),
    ];
    const program = startProgram({ command: process.execPath, args, env: {} });
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(await readdir(inside('half'))).toEqual(['policy.yaml']);
  });

  test('services and metrics answer, log JSON lines, and drain on SIGTERM with exit 0', async () => {
    const program = serve();
    const { brokerUrl, connectUrl } = await serving(program);
    const metadata = await fetch(`${brokerUrl}/.well-known/oauth-authorization-server`);
    expect(await metadata.json()).toMatchObject({ issuer: 'http://127.0.0.1:8300' });
    expect((await fetch(`${connectUrl}/heartbeat`)).status).toBe(200);
    const [, metricsUrl = ''] = await program.printed(/"url":"([^"]+\/metrics)"/, LINE_WITHIN_MS);
    expect(await (await fetch(metricsUrl)).text()).toContain('connect_token_leases{state="active"} 0\n');
    expect((await stat(inside('audit.jsonl'))).mode & 0o777).toBe(0o600);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    const lines = program.stdout().trimEnd().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('time');
    expect(lines.at(-1)).toContain('"msg":"ended"');
    expect(program.stderr()).toBe('');
  });

  test('a data directory is kept: the next run takes it over', async () => {
    const first = serve();
    await serving(first);
    first.kill('SIGINT');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    await serving(serve());
  });

  test('a sealing key is changed by a start with both, while everything is served', async () => {
    const first = serve();
    await serving(first);
    await first.stop(LINE_WITHIN_MS);
    await rename(inside('sealing.key'), inside('old.key'));
    await write('sealing.key', randomBytes(32).toString('base64'));
    const refused = serve();
    expect(await refused.ended).toMatchObject({ code: 1 });
    expect(refused.stderr()).toContain('[SEALING_KEY_WRONG]');
    const text = await configuration();
    const keys = 'sealing_key_file: sealing.key, previous_sealing_key_file: old.key';
    await write('connect-token.yaml', text.replace('sealing_key_file: sealing.key', keys));
    const both = serve();
    await both.printed(/"msg":"everything is sealed under/, LINE_WITHIN_MS);
    await both.stop(LINE_WITHIN_MS);
    await rm(inside('old.key'));
    await write('connect-token.yaml', text);
    await serving(serve());
  });

  test('an account file that is not the one that the account was made from is told, and changes nothing', async () => {
    const first = serve();
    await serving(first);
    expect(first.stdout()).not.toContain('"level":"warn"');
    await first.stop(LINE_WITHIN_MS);
    await write('account.yaml', ACCOUNT.replace('name: Acme', 'name: Other'));
    const again = serve();
    await serving(again);
    const warnings = again.stdout().match(/^.*"level":"warn".*$/gm) ?? [];
    expect(warnings.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        path: inside('account.yaml'),
        msg: expect.stringContaining('the account file has changed'),
      }),
    ]);
  });

  test('a second process on the same data directory is refused', async () => {
    await serving(serve());
    await write('connect-token.yaml', await configuration());
    const second = serve();
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.stderr()).toMatch(/^\[ERROR\] .+ \[DATA_DIRECTORY_OWNED\]\n$/);
  });

  test('an address that is taken ends it, and gives the data directory free', async () => {
    const first = serve();
    const { brokerUrl } = await serving(first);
    await write(
      'connect-token.yaml',
      (await configuration({ broker: Number(new URL(brokerUrl).port) })).replace(
        'data_directory: data',
        'data_directory: other',
      ),
    );
    const second = serve();
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.stderr()).toMatch(/\[LISTEN_FAILED\]\n$/);
    await write(
      'connect-token.yaml',
      (await configuration()).replace('data_directory: data', 'data_directory: other'),
    );
    await serving(serve());
  });

  test('a second signal ends at once, although a request still drains', async () => {
    const program = serve();
    const { brokerUrl } = await serving(program);
    const socket = openSocket(Number(new URL(brokerUrl).port), '127.0.0.1');
    socket.on('error', () => {});
    const head =
      'POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n';
    // The server asks for the body: the request has begun, and isn't over.
    socket.write(`${head}expect: 100-continue\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    program.kill('SIGTERM');
    await program.printed(/"msg":"draining"/, LINE_WITHIN_MS);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 1, signal: null });
    socket.destroy();
  });
});
