import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk, SERVER } from '../../testing/desk.ts';

const FILE = '1password-credentials.json';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.clear());

const names = async (): Promise<readonly string[]> => {
  const { stdout } = await desk.connect('server', 'list', '--format', 'json');
  return JSON.parse(stdout).map(({ name }: { name: string }) => name);
};

test('the list has three columns under their heads, four spaces apart', async () => {
  expect(await desk.connect('server', 'list')).toEqual({
    code: 0,
    stdout: `ID                            NAME          STATE\n${SERVER}    Production    ACTIVE\n`,
    stderr: '',
  });
});

test('as JSON a server has the fields of `op`, and no others', async () => {
  const { stdout } = await desk.connect('server', 'ls', '--format', 'json');
  expect(JSON.parse(stdout)).toEqual([
    {
      id: SERVER,
      name: 'Production',
      state: 'ACTIVE',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      creator_id: '',
      tokens_version: 1,
    },
  ]);
  expect(stdout.startsWith('[\n  {\n    "id"')).toBe(true);
});

test('OP_FORMAT asks for JSON, the option overrides it, and an unknown one is refused', async () => {
  const env = { OP_FORMAT: 'json' };
  const asJson = await desk.sitting({ env }, 'server', 'get', 'Production');
  expect(JSON.parse(asJson.stdout)).toMatchObject({ id: SERVER });
  const asTable = await desk.sitting({ env }, 'server', 'list', '--format', 'human-readable');
  expect(asTable.stdout).toMatch(/^ID /);
  expect(await desk.sitting({ env: { OP_FORMAT: 'xml' } }, 'server', 'list')).toMatchObject({ code: 2 });
  expect(await desk.connect('server', 'list', '--format', 'xml')).toMatchObject({ code: 2, stdout: '' });
});

test('get shows what a server is granted; its id is taken in any case', async () => {
  const { code, stdout } = await desk.connect('server', 'get', SERVER.toLowerCase());
  expect(code).toBe(0);
  expect(stdout).toContain('Production (production0000000000000000), r\n');
  expect(stdout).toContain('Staging (staging0000000000000000000), rw\n');
});

test('create writes the credentials for their owner only, where the command runs', async () => {
  const said = await desk.connect('server', 'create', 'Preview', '--vaults', 'Staging,Production');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(said.stdout).toMatch(/^Set up a Connect server\.\nUUID: [A-Z0-9]{26}\nCredentials file: .*\n$/);
  expect((await stat(join(desk.path, FILE))).mode & 0o777).toBe(0o600);
  const content = JSON.parse(await readFile(join(desk.path, FILE), 'utf8'));
  expect(Object.keys(content).sort()).toEqual([
    'deviceUuid',
    'encCredentials',
    'uniqueKey',
    'verifier',
    'version',
  ]);
  expect(await names()).toEqual(['Preview', 'Production']);
});

test('a credentials file that exists is overwritten by --force only, where nobody can be asked', async () => {
  await writeFile(join(desk.path, FILE), 'kept');
  const refused = await desk.connect('server', 'create', 'Preview', '--yes');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[CREDENTIALS_FILE_EXISTS]');
  expect(await readFile(join(desk.path, FILE), 'utf8')).toBe('kept');
  expect(await names()).toEqual(['Production']);
  expect(await desk.connect('server', 'create', 'Preview', '-f')).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(join(desk.path, FILE), 'utf8'))).toHaveProperty('version', '2');
});

test.each([
  ['a no', 'n', 1, 'kept'],
  ['a closed terminal', undefined, 1, 'kept'],
  ['a yes', 'y', 0, '{'],
  ['Enter alone, as with `op`', '', 0, '{'],
])('somebody at a terminal is asked before a file is overwritten: %s', async (_what, answer, code, start) => {
  await writeFile(join(desk.path, FILE), 'kept');
  const answers = answer === undefined ? [] : [answer];
  const said = await desk.sitting({ answers }, 'server', 'create', 'Preview');
  expect(said.code).toBe(code);
  expect(said.stderr).toContain(`File ${join(desk.path, FILE)} already exists, overwrite it? [Y/n] `);
  expect((await readFile(join(desk.path, FILE), 'utf8')).startsWith(start)).toBe(true);
  expect(await names()).toEqual(code === 0 ? ['Preview', 'Production'] : ['Production']);
});

test('a server that is refused leaves no file, and an old one as it was', async () => {
  const builtIn = await desk.connect('server', 'create', 'Preview', '--vaults', 'Private');
  expect(builtIn).toMatchObject({ code: 1, stdout: '' });
  expect(builtIn.stderr).toContain('[VAULT_BUILT_IN]');
  expect(await readdir(desk.path)).toEqual(['data']);
  await writeFile(join(desk.path, FILE), 'kept');
  await desk.connect('server', 'create', ' ', '--force');
  expect(await readFile(join(desk.path, FILE), 'utf8')).toBe('kept');
  expect((await readdir(desk.path)).sort()).toEqual([FILE, 'data']);
});

test('without a place for its credentials no server is made', async () => {
  await mkdir(join(desk.path, FILE));
  const directory = await desk.connect('server', 'create', 'Preview', '--force');
  expect(directory).toMatchObject({ code: 1, stdout: '' });
  expect(directory.stderr).toContain('[FILE_UNWRITABLE]');
  const gone = await desk.sitting({ cwd: join(desk.path, 'gone') }, 'server', 'create', 'Preview');
  expect(gone.stderr).toContain('the directory is gone [FILE_UNWRITABLE]');
  expect(await names()).toEqual(['Production']);
});

test('a link in the place of the file is replaced, and what it points to is not touched', async () => {
  const elsewhere = join(desk.path, 'elsewhere');
  await writeFile(elsewhere, 'kept');
  await symlink(elsewhere, join(desk.path, FILE));
  expect(await desk.connect('server', 'create', 'Preview', '--force')).toMatchObject({ code: 0 });
  expect(await readFile(elsewhere, 'utf8')).toBe('kept');
  expect((await stat(join(desk.path, FILE))).mode & 0o777).toBe(0o600);
});

test('--vaults takes names and ids, separated by commas and repeated, each once', async () => {
  const words = ['--vaults', 'Staging, Production', '--vaults', 'PRODUCTION0000000000000000'];
  expect(await desk.connect('server', 'create', 'Preview', ...words)).toMatchObject({ code: 0 });
  const { stdout } = await desk.connect('vault', 'list', '--server', 'Preview');
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
});

test.each([
  ['Nope', '[VAULT_UNKNOWN]'],
  ['staging', 'did you mean `Staging`?'],
  ['Twin', '`twinone0000000000000000000`, `twintwo0000000000000000000`'],
  ['Production,r', 'write `--vaults Production`'],
])('--vaults %s is refused with what to write', async (vaults, text) => {
  const said = await desk.connect('server', 'create', 'Preview', '--vaults', vaults);
  expect(said.code).not.toBe(0);
  expect(said.stderr).toContain(text);
  expect(await names()).toEqual(['Production']);
});

test('a server with fixed vaults is granted no other', async () => {
  await desk.connect('server', 'create', 'Preview', '--vaults', 'Staging', '--fixed-vaults');
  const said = await desk.connect('vault', 'grant', '--server', 'Preview', '--vault', 'Production');
  expect(said).toMatchObject({ code: 1, stdout: '' });
  expect(said.stderr).toContain('[VAULTS_FIXED]');
});

test('edit renames', async () => {
  expect(await desk.connect('server', 'edit', 'Production', '--name', 'Live')).toMatchObject({ code: 0 });
  expect(await names()).toEqual(['Live']);
});

test('get and delete read names, ids and JSON from standard input, and refuse all where one is wrong', async () => {
  await desk.connect('server', 'create', 'Preview');
  const listed = await desk.connect('server', 'list', '--format', 'json');
  const piped = await desk.sitting({ input: listed.stdout }, 'server', 'get', '-', '--format', 'json');
  expect(piped.stdout.match(/"id"/g)).toHaveLength(2);
  const wrong = await desk.sitting({ input: 'Preview\nNope\n' }, 'server', 'delete', '-', '--yes');
  expect(wrong.stderr).toContain('`Nope` [SERVER_UNKNOWN]');
  expect(await names()).toEqual(['Preview', 'Production']);
  for (const input of ['', '[]', '{"name":"x"}', '[{"id":1}]', '{'])
    expect(await desk.sitting({ input }, 'server', 'get', '-')).toMatchObject({ code: 2, stdout: '' });
  expect(await desk.sitting({ input: `${SERVER}\n` }, 'server', 'rm', '-', '--yes')).toMatchObject({
    code: 0,
  });
  expect(await names()).toEqual(['Preview']);
});

test('a name of several servers is refused with their ids', async () => {
  await desk.connect('server', 'create', 'Production');
  const said = await desk.connect('server', 'delete', 'Production', '--yes');
  expect(said.code).toBe(1);
  expect(said.stderr).toContain('[SERVER_AMBIGUOUS]');
  expect(said.stderr).toContain(SERVER);
  expect(await names()).toHaveLength(2);
});

test.each([
  [['y'], 0, []],
  [['n'], 1, ['Production']],
  [[''], 1, ['Production']],
  [[], 1, ['Production']],
])('delete asks, and takes nothing but a yes for one: %j', async (answers, code, left) => {
  const said = await desk.sitting({ answers }, 'server', 'delete', 'Production');
  expect(said.code).toBe(code);
  expect(said.stderr).toContain('? [y/N] ');
  expect(await names()).toEqual(left);
});

test('delete needs --yes where nobody can be asked, and ends the tokens of the server', async () => {
  await desk.connect('token', 'create', 'ci', '--server', 'Production', '--vault', 'Production');
  const refused = await desk.connect('server', 'delete', 'Production');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('[CONFIRMATION_NEEDED]');
  const deleted = await desk.connect('server', 'delete', 'Production', '-y', '--verbose');
  expect(deleted).toMatchObject({ code: 0, stderr: 'Vault access credits: 0 taken in all.\n' });
  expect((await desk.connect('token', 'list')).stdout).toContain('REVOKED');
});
