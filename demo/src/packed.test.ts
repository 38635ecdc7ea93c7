import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freePort,
  githubClaims,
  type Issuer,
  type Program,
  startIssuer,
  startProgram,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeConfiguration } from './configuration.ts';
import { REPOSITORY } from './paths.ts';

const WITHIN_MS = 20_000;

let directory: TemporaryDirectory;
let issuer: Issuer;
let connect: string;

/** What ran is over, and went well; its output. */
const done = async (program: Program): Promise<string> => {
  const { code } = await program.ended;
  if (code !== 0) throw new Error(`ended with ${code}: ${program.stderr()}`);
  return program.stdout();
};

beforeAll(async () => {
  directory = await temporaryDirectory('packed');
  const inside = (name: string): string => join(directory.path, name);
  // npm finds Node, and keeps what it writes, here: not even a cache of this machine is used.
  const env = { PATH: process.env['PATH'] ?? '', HOME: inside('home'), npm_config_cache: inside('cache') };
  const run = (command: string, ...args: string[]): Promise<string> =>
    done(startProgram({ command, args, env, cwd: directory.path }));
  const [packed] = await Promise.all([
    run(process.execPath, join(REPOSITORY, 'scripts/pack.mjs'), inside('packed')),
    startIssuer().then((started) => {
      issuer = started;
    }),
  ]);
  const words = ['install', '--global', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ...words, '--prefix', inside('installed'), packed.trim());
  connect = inside('installed/bin/connect');
}, 60_000);

afterAll(async () => {
  await issuer.close();
  await directory.remove();
});

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Program =>
  startProgram({ command: connect, args, env: { PATH: process.env['PATH'] ?? '', ...env } });

test('what is packed is one package: nothing else is installed, and it says its version', async () => {
  const modules = join(directory.path, 'installed/lib/node_modules');
  expect(await readdir(modules)).toEqual(['@connect-token']);
  expect(await readdir(join(modules, '@connect-token'))).toEqual(['cli']);
  expect((await readdir(join(modules, '@connect-token/cli'))).sort()).toEqual([
    'LICENSE',
    'deploy',
    'dist',
    'package.json',
  ]);
  const { version } = JSON.parse(await readFile(join(REPOSITORY, 'packages/cli/package.json'), 'utf8'));
  expect(await done(start(['--version']))).toBe(`${version}\n`);
});

test('what was installed serves the example, mints, and is managed while it does', async () => {
  const place = { brokerPort: await freePort(), connectPort: await freePort(), issuer: issuer.url };
  const { path, brokerUrl } = await writeConfiguration({ ...place, directory: directory.path });
  await appendFile(path, `metrics: { listen: '127.0.0.1:${await freePort()}' }\n`);
  const serve = start(['serve', '--config', path]);
  try {
    await serve.printed(/"msg":"serving"/, WITHIN_MS);
    const minted = await fetch(`${brokerUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        subject_token: await issuer.idToken(githubClaims({ aud: brokerUrl })),
        authorization_details: JSON.stringify([
          { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }] },
        ]),
      }),
    });
    expect(await minted.json()).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) });
    const leases = JSON.parse(await done(start(['lease', 'list', '--config', path, '--format', 'json'])));
    expect(leases).toEqual([expect.objectContaining({ state: 'active' })]);
    const [, metrics = ''] = await serve.printed(/"url":"([^"]+\/metrics)"/, WITHIN_MS);
    expect(await (await fetch(metrics)).text()).toContain('connect_token_leases{state="active"} 1\n');
    serve.kill('SIGTERM');
    expect(await serve.ended).toEqual({ code: 0, signal: null });
  } finally {
    await serve.stop(0);
  }
});

test('what was installed has the driver of PostgreSQL in it, and says where no server is', async () => {
  const place = { brokerPort: await freePort(), connectPort: await freePort(), issuer: issuer.url };
  const folder = join(directory.path, 'replica');
  await mkdir(folder);
  const { path } = await writeConfiguration({ ...place, directory: folder });
  const DATABASE_URL = `postgres://connect@127.0.0.1:${await freePort()}/connect`;
  const serve = start(['serve', '--config', path], { DATABASE_URL });
  expect(await serve.ended).toMatchObject({ code: 1 });
  expect(serve.stderr()).toMatch(/\[DATABASE_UNUSABLE\]\n$/);
});
