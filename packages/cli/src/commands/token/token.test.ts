import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk, PRODUCTION, SERVER } from '../../testing/desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.clear());

const create = (...words: readonly string[]) =>
  desk.connect('token', 'create', 'ci', '--server', 'Production', ...words);

const tokens = async () => JSON.parse((await desk.connect('token', 'list', '--format', 'json')).stdout);

test.each([[], ['--format', 'json']])(
  'create prints the token alone on one line of stdout %j',
  async (...words) => {
    const said = await create('--vault', 'Production', ...words);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  },
);

test('as JSON a token has the fields of `op`, an expiry only where it has one', async () => {
  await create('--vault', 'Production', '--vaults', 'Staging,w', '--expires-in', '1w2d');
  await create('--vault', 'Production,r');
  const [first, second] = await tokens();
  expect(first).toEqual({
    id: expect.stringMatching(/^[a-z0-9]{26}$/),
    name: 'ci',
    state: 'ACTIVE',
    issuer: 'connect-token',
    audience: 'com.1password.connect',
    features: ['vaultaccess'],
    vaults: [
      { id: PRODUCTION, acl: ['allow_viewing'] },
      { id: 'staging0000000000000000000', acl: ['allow_editing'] },
    ],
    created_at: expect.stringMatching(/Z$/),
    expires_at: expect.stringMatching(/Z$/),
    integration_id: SERVER,
  });
  const life = Date.parse(first.expires_at) - Date.parse(first.created_at);
  expect(Math.abs(life - 9 * 86_400_000)).toBeLessThanOrEqual(1_000);
  expect(second).not.toHaveProperty('expires_at');
});

test.each([
  ['a colon before the permission', ['--vault', 'Production:r'], 'write `--vault Production,r`'],
  ['vaults apart by commas', ['--vaults=Production,Staging'], 'write `--vault Production --vault Staging`'],
  ['several with permissions', ['--vault', 'a b:rw,c'], "write `--vault 'a b,rw' --vault c`"],
  ['the server as a second argument', ['Production', '--vault', 'Staging'], 'write `connect token create'],
  [
    'a vault named twice',
    ['--vault', 'Staging', '--vault', PRODUCTION, '--vault', 'Production'],
    'more than once',
  ],
  ['no vault', [], 'needs `--vault`'],
  ['no unit', ['--vault', 'Staging', '--expires-in', '15'], '[DURATION_MALFORMED]'],
  ['no time', ['--vault', 'Staging', '--expires-in', '0s'], 'no time at all'],
  ['an option twice', ['--vault', 'Staging', '--server', 'Production'], '`--server` is given more than once'],
])('%s is bad usage, and told what to write instead', async (_what, words, text) => {
  const said = await create(...words);
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr).toContain(text);
  expect(await tokens()).toEqual([]);
});

test.each([
  ['a vault that is not the server’s', ['--vault', 'twinone0000000000000000000'], '[VAULT_NOT_GRANTED]'],
  ['more than the server may', ['--vault', 'Production,rw'], '[PERMISSION_NOT_GRANTED]'],
  ['a built-in vault', ['--vault', 'Private'], '[VAULT_'],
  ['an unknown vault', ['--vault', 'Nope'], '[VAULT_UNKNOWN]'],
])('%s is refused, and nothing is made', async (_what, words, code) => {
  const said = await create(...words);
  expect(said).toMatchObject({ code: 1, stdout: '' });
  expect(said.stderr).toContain(code);
  expect(await tokens()).toEqual([]);
});

test('the server’s usage and that of all are told on a terminal, or with --verbose, after a change', async () => {
  const quiet = await create('--vault', 'Production');
  expect(quiet.stderr).toBe('');
  const verbose = await create('--vault', 'Production', '--vault', 'Staging', '--verbose');
  expect(verbose.stderr).toBe('Vault access credits: 3 used by Production, 3 taken in all.\n');
  await desk.connect('credits', 'plan', 'metered', '4');
  const seen = await desk.sitting({ answers: ['y'] }, 'token', 'delete', (await tokens())[0].id);
  expect(seen.stderr).toMatch(
    /\? \[y\/N\] Vault access credits: 2 used by Production, 2 of 4 taken in all\.\n$/,
  );
});

test('people see that a token expired, and when one will; a script sees the states of `op`', async () => {
  await create('--vault', 'Staging');
  await create('--vault', 'Staging', '--expires-in', '36h');
  const [forever] = await tokens();
  await desk.connect('token', 'delete', forever.id, '--yes');
  const { stdout } = await desk.connect('token', 'list');
  expect(stdout).toMatch(/REVOKED {4}Production {4}1 {9}never\n/);
  expect(stdout).toMatch(/ACTIVE {5}Production {4}1 {9}\S+Z \(in 35h\)\n/);
});

test('list is narrowed by the server', async () => {
  await create('--vault', 'Staging');
  await desk.connect('server', 'create', 'Preview', '--vaults', 'Staging');
  await desk.connect('token', 'create', 'other', '--server', 'Preview', '--vault', 'Staging');
  const { stdout } = await desk.connect('token', 'list', '--server', 'Preview', '--format', 'json');
  expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(['other']);
});

test('edit renames, and changes nothing else', async () => {
  await create('--vault', 'Staging');
  const [before] = await tokens();
  expect(await desk.connect('token', 'edit', 'ci', '--name', 'old')).toMatchObject({ code: 0 });
  expect(await tokens()).toEqual([{ ...before, name: 'old' }]);
  expect((await desk.connect('token', 'edit', 'ci', '--name', 'x')).stderr).toContain('[TOKEN_UNKNOWN]');
});

test('delete by name takes the one that is not revoked, and the second delete is no crash', async () => {
  await create('--vault', 'Staging');
  expect((await desk.connect('token', 'rm', 'ci', '--yes')).stdout).toMatch(/was revoked\.\n$/);
  await create('--vault', 'Staging');
  expect((await desk.connect('token', 'rm', 'ci', '--yes')).stdout).toMatch(/was revoked\.\n$/);
  const [first] = await tokens();
  const again = await desk.connect('token', 'delete', first.id);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).toMatch(/was revoked before\.\n$/);
});

test('two that are good share a name: their ids are listed, and --server narrows', async () => {
  await create('--vault', 'Staging');
  await desk.connect('server', 'create', 'Preview', '--vaults', 'Staging');
  await desk.connect('token', 'create', 'ci', '--server', 'Preview', '--vault', 'Staging');
  const said = await desk.connect('token', 'delete', 'ci', '--yes');
  expect(said.stderr).toContain('[TOKEN_AMBIGUOUS]');
  const narrowed = await desk.connect('token', 'delete', 'ci', '--server', 'Preview', '--yes');
  expect(narrowed).toMatchObject({ code: 0 });
});

test.each([
  ['revoke', 'connect token delete'],
  ['get', 'connect token list'],
])('`token %s` is a slip that is told its command', async (word, meant) => {
  const said = await desk.connect('token', word, 'ci', '--server', 'x');
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr).toContain(`write \`${meant}\` [USAGE_INVALID]`);
});
