import { randomBytes } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type Program, startProgram } from '@connect-token/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, openDesk } from './testing/desk.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const SERVING_WITHIN_MS = 15_000;

const POLICY = `version: 1
rules:
  - name: shop
    match: { repository_id: 1, repository_owner_id: 2 }
    grant: { server: Production, vaults: ['Production,r'] }
`;

let desk: Desk;
let program: Program;
let broker: string;

beforeAll(async () => {
  desk = await openDesk();
  const [listen, connect, management] = [await freePort(), await freePort(), await freePort()];
  broker = `http://127.0.0.1:${management}`;
  await writeFile(join(desk.path, 'policy.yaml'), POLICY);
  await writeFile(
    join(desk.path, 'connect-token.yaml'),
    `public_url: http://127.0.0.1:8300
listen: 127.0.0.1:${listen}
data_directory: data
issuers: ['http://127.0.0.1:${await freePort()}']
servers: [{ server: Production, connect_url: 'http://127.0.0.1:8301' }]
policy: policy.yaml
account: { file: data/account.yaml, sealing_key_file: data/sealing.key }
connect: { listen: '127.0.0.1:${connect}' }
management: { listen: '127.0.0.1:${management}' }
`,
  );
  const args = ['--conditions=ct-src', MAIN, 'serve', '--config', join(desk.path, 'connect-token.yaml')];
  program = startProgram({ command: process.execPath, args, env: {} });
  await program.printed(/"msg":"serving"/, SERVING_WITHIN_MS);
});

afterAll(async () => {
  await program.stop(0);
  await desk.clear();
});

test('a directory that a running broker has is managed through its socket, as the owner', async () => {
  const listed = await desk.connect('server', 'list');
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.stdout).toContain('Production');
  const created = await desk.connect('server', 'create', 'Preview', '--vaults', 'Staging');
  expect(created).toMatchObject({ code: 0 });
  expect((await stat(join(desk.path, '1password-credentials.json'))).mode & 0o777).toBe(0o600);
  const issued = await desk.connect('token', 'create', 'ci', '--server', 'Preview', '--vault', 'Staging');
  expect(issued.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const deleted = await desk.connect('server', 'delete', 'Preview', '--yes', '--verbose');
  expect(deleted.stderr).toBe('Vault access credits: 0 taken in all.\n');
});

test('--config finds the same account', async () => {
  const env = { CONNECT_TOKEN_DATA_DIR: '', CONNECT_TOKEN_CONFIG: join(desk.path, 'connect-token.yaml') };
  expect(await desk.sitting({ env }, 'server', 'list')).toMatchObject({ code: 0, stderr: '' });
});

test('over the network a credential speaks for its person, within its rights', async () => {
  const made = ['credential', 'create', 'x', '--person', 'ada@acme.example', '--right'];
  const manage = (await desk.connect(...made, 'manage')).stdout.trim();
  const read = (await desk.connect(...made, 'read')).stdout.trim();
  const as = (credential: string, ...words: readonly string[]) =>
    desk.sitting({ env: { CONNECT_TOKEN_CREDENTIAL: credential } }, ...words, '--broker', broker);

  expect(await as(manage, 'vault', 'create', 'Preview')).toMatchObject({ code: 0, stderr: '' });
  expect((await as(read, 'vault', 'list')).stdout).toContain('Preview');
  const audit = await as(manage, 'audit', '--limit', '1');
  expect(audit.stdout).toMatch(/ ada@acme\.example {4}made vault Preview /);

  for (const [credential, words] of [
    [read, ['vault', 'create', 'Other']],
    [manage, ['token', 'create', 'x', '--server', 'Production', '--vault', 'Staging']],
    [manage, ['credential', 'list']],
  ] as const) {
    const refused = await as(credential, ...words);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('[CREDENTIAL_RIGHT_MISSING]');
  }
});

test('a foreign and a revoked credential open nothing, and are not repeated', async () => {
  const foreign = `ctm_${randomBytes(32).toString('base64url')}`;
  const as = (credential: string) =>
    desk.sitting({ env: { CONNECT_TOKEN_CREDENTIAL: credential } }, 'server', 'list', '--broker', broker);
  const refused = await as(foreign);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('[CREDENTIAL_INVALID]');
  expect(refused.stderr).not.toContain(foreign);
  const made = ['credential', 'create', 'gone', '--person', 'ada@acme.example', '--right', 'read'];
  const revoked = (await desk.connect(...made)).stdout.trim();
  expect(await as(revoked)).toMatchObject({ code: 0 });
  await desk.connect('credential', 'revoke', 'gone', '--yes');
  expect((await as(revoked)).stderr).toContain('[CREDENTIAL_INVALID]');
});

test('a refusal of the broker leaves no credentials file', async () => {
  const before = await readdir(desk.path);
  const cwd = desk.dataDir;
  const said = await desk.sitting({ cwd }, 'server', 'create', 'Preview', '--vaults', 'Private');
  expect(said.stderr).toContain('[VAULT_BUILT_IN]');
  expect(await readdir(desk.path)).toEqual(before);
  expect(await readdir(cwd)).not.toContain('1password-credentials.json');
});

test('the items of a running broker are its owner’s, over a socket of their own, and nobody’s over the network', async () => {
  const words = ['item', 'create', '--vault=Production', '--category=login', '--title=Live'];
  const made = await desk.connect(...words, 'password=hunter2', '--generate-password=digits,12');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const read = await desk.connect('item', 'get', 'Live', '--fields=password', '--reveal');
  expect(read.stdout).toMatch(/^\d{12}\n$/);
  const refused = await desk.connect('item', 'edit', 'Live', '--title=');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('title: is empty [ITEM_INVALID]');
  expect((await stat(join(desk.dataDir, 'items.sock'))).mode & 0o777).toBe(0o600);
  const order = ['credential', 'create', 'x', '--person', 'ada@acme.example', '--right', 'manage'];
  const env = { CONNECT_TOKEN_CREDENTIAL: (await desk.connect(...order)).stdout.trim() };
  const remote = await desk.sitting({ env }, 'item', 'list', '--broker', broker);
  expect(remote).toMatchObject({ code: 1, stdout: '' });
  expect(remote.stderr).toContain('[CREDENTIAL_RIGHT_MISSING]');
  expect(await desk.connect('item', 'delete', 'Live', '--yes')).toMatchObject({ code: 0, stderr: '' });
  expect(program.stdout() + program.stderr()).not.toContain('hunter2');
});

test('a running broker’s account is exported and imported as it runs, and its key isn’t changed under it', async () => {
  const out = ['--out-file', 'live.yaml'];
  expect(await desk.connect('account', 'export', '--reveal', ...out)).toMatchObject({ code: 0, stderr: '' });
  const said = await desk.connect(
    'account',
    'import',
    join(desk.path, 'live.yaml'),
    '--vault',
    'Copied',
    '--yes',
  );
  expect(said).toMatchObject({ code: 0 });
  expect(said.stdout).toContain('+ vault `Copied`');
  const rekey = await desk.connect(
    'account',
    'rekey',
    '--new-key-file',
    join(desk.dataDir, 'sealing.key'),
    '--yes',
  );
  expect(rekey).toMatchObject({ code: 1, stdout: '' });
  expect(rekey.stderr).toContain('[DATA_DIRECTORY_OWNED]');
});
