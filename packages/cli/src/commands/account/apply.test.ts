import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACCOUNT, type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.clear());

const WANTED = ACCOUNT.replace("vaults: ['Production,r', Staging] }", "vaults: ['Production,rw'] }")
  .replace('servers:\n', 'servers:\n  - { name: New one, vaults: [Fresh] }\n')
  .replace('servers:\n', '  - { name: Fresh }\nservers:\n')
  .concat('managers: [Platform]\nplan: { metered: 50 }\n');

const apply = async (content: string, ...words: readonly string[]) => {
  const file = join(desk.path, 'wanted.yaml');
  await writeFile(file, content);
  return desk.connect('account', 'apply', file, ...words);
};

test('the file that an account was made from changes nothing', async () => {
  expect(await apply(ACCOUNT)).toEqual({
    code: 0,
    stdout: 'The account is what the file says.\n',
    stderr: '',
  });
});

test('--dry-run shows the difference, a line a change, and changes nothing', async () => {
  const said = await apply(WANTED, '--dry-run');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  for (const line of said.stdout.trimEnd().split('\n')) expect(line).toMatch(/^[+~-] /);
  expect(said.stdout).toContain('+ vault Fresh\n');
  expect((await desk.connect('credits')).stdout).toContain('unlimited');
  expect((await readdir(desk.path)).sort()).toEqual(['data', 'wanted.yaml']);
});

test('it makes what the file says, with the credentials of new servers, and is then done', async () => {
  const refused = await apply(WANTED);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('[CONFIRMATION_NEEDED]');
  expect(await apply(WANTED, '--yes')).toMatchObject({ code: 0 });
  const credentials = await readFile(join(desk.path, '1password-credentials-New-one.json'), 'utf8');
  expect(JSON.parse(credentials)).toHaveProperty('version', '2');
  expect((await desk.connect('vault', 'list', '--server', 'New one')).stdout).toContain('Fresh');
  expect((await apply(WANTED, '--yes')).stdout).toBe('The account is what the file says.\n');
});

test('what the file leaves out stays as it is: the plan, the managers, the vaults and the members', async () => {
  await apply(WANTED, '--yes');
  const silent = WANTED.replace(/managers:.*\n/, '')
    .replace(/plan:.*\n/, '')
    .replace(", vaults: ['Production,rw']", '')
    .replace(', members: [linus@acme.example]', '');
  expect(silent).not.toContain('Production,rw');
  expect((await apply(silent, '--dry-run')).stdout).toBe('The account is what the file says.\n');
  const narrower = `${silent}managers: []\nplan: unlimited\n`;
  expect((await apply(narrower, '--dry-run')).stdout.trimEnd().split('\n')).toHaveLength(2);
});

test('servers that the file does not name are deleted with --prune only', async () => {
  const gone = ACCOUNT.replace(/ {2}- \{ name: Production, id: SERVER.*\n/, '').replace('servers:\n', '');
  expect((await apply(gone, '--dry-run')).stdout).toBe('The account is what the file says.\n');
  const said = await apply(gone, '--prune', '--yes');
  expect(said.stdout).toMatch(/^- server Production/);
  expect((await desk.connect('server', 'list', '--format', 'json')).stdout).toBe('[]\n');
});

test('mistakes of the file are told with their lines', async () => {
  const said = await apply(ACCOUNT.replace('name: Acme', 'nam: Acme'));
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr).toMatch(/wanted\.yaml:2:\d+: .*\[FILE_MALFORMED\]/);
});

test('a no at the terminal changes nothing', async () => {
  const file = join(desk.path, 'wanted.yaml');
  await writeFile(file, WANTED);
  const said = await desk.sitting({ answers: ['n'] }, 'account', 'apply', file);
  expect(said.code).toBe(1);
  expect(said.stderr).toMatch(/changes\? \[y\/N\] nothing was changed\n$/);
  expect((await desk.connect('credits')).stdout).toContain('unlimited');
});
