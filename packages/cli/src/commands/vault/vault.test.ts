import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk, PRODUCTION, SERVER } from '../../testing/desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.clear());

const TWIN = 'twinone0000000000000000000';

const granted = async () => {
  const { stdout } = await desk.connect('vault', 'list', '--server', 'Production', '--format', 'json');
  return JSON.parse(stdout).map(({ id, acl }: { id: string; acl: string[] }) => [id, acl.join()]);
};

test('grant gives a server a whole vault, and says so in the words of `op`', async () => {
  const said = await desk.connect('vault', 'grant', '--server', 'Production', '--vault', TWIN);
  expect(said).toEqual({
    code: 0,
    stdout: `Connect server Production (${SERVER}) has been successfully granted access to vault Twin (${TWIN}).\n`,
    stderr: '',
  });
  expect(await granted()).toContainEqual([TWIN, 'allow_viewing,allow_editing']);
});

test('revoke takes what existing tokens reach, and the credits with it', async () => {
  await desk.connect(
    'token',
    'create',
    'ci',
    '--server',
    'Production',
    '--vault',
    'Production',
    '--vault',
    'Staging',
  );
  const words = ['vault', 'revoke', '--server', SERVER, '--vault', 'Production'];
  expect(await desk.connect(...words)).toMatchObject({ code: 2, stdout: '' });
  const said = await desk.connect(...words, '--yes', '--verbose');
  expect(said).toMatchObject({
    code: 0,
    stderr: 'Vault access credits: 1 used by Production, 1 taken in all.\n',
  });
  expect(await granted()).toEqual([['staging0000000000000000000', 'allow_viewing,allow_editing']]);
});

test('a grant that exceeds the plan changes nothing', async () => {
  await desk.connect(
    'token',
    'create',
    'ci',
    '--server',
    'Production',
    '--vault',
    'Production',
    '--vault',
    'Staging',
  );
  const revoke = ['vault', 'revoke', '--server', 'Production', '--vault', 'Staging', '--yes'];
  await desk.connect(...revoke);
  await desk.connect('credits', 'plan', 'metered', '1');
  const said = await desk.connect('vault', 'grant', '--server', 'Production', '--vault', 'Staging');
  expect(said).toMatchObject({ code: 1, stdout: '' });
  expect(said.stderr).toContain('[CREDITS_EXHAUSTED]');
  expect(await granted()).toEqual([[PRODUCTION, 'allow_viewing']]);
});

test.each([
  ['a built-in vault', 'Private', '[VAULT_BUILT_IN]'],
  ['a vault with a permission', 'Production,rw', 'write `--vault Production`'],
  ['a name of several', 'Twin', '[VAULT_AMBIGUOUS]'],
])('%s is not granted', async (_what, vault, text) => {
  const said = await desk.connect('vault', 'grant', '--server', 'Production', '--vault', vault);
  expect(said.code).not.toBe(0);
  expect(said.stderr).toContain(text);
  expect(await granted()).toHaveLength(2);
});

test('an unknown server and an unknown vault are told together', async () => {
  const said = await desk.connect('vault', 'grant', '--server', 'x', '--vault', 'y');
  expect(said.stderr).toMatch(/\[SERVER_UNKNOWN\]\n.*\[VAULT_UNKNOWN\]\n$/);
});

test('list has the fields of `op vault list`', async () => {
  const { stdout } = await desk.connect('vault', 'list', '--format', 'json');
  expect(JSON.parse(stdout)[1]).toEqual({
    id: PRODUCTION,
    name: 'Production',
    type: 'USER_CREATED',
    attribute_version: 1,
    content_version: 1,
    created_at: expect.stringMatching(/Z$/),
    updated_at: expect.stringMatching(/Z$/),
    items: 0,
  });
  expect((await desk.connect('vault', 'list')).stdout).toMatch(/^ID {28}NAME {10}TYPE {12}ITEMS\n/);
});

test('create and rename', async () => {
  const made = await desk.connect('vault', 'create', 'Preview', '--format', 'json');
  const { id } = JSON.parse(made.stdout);
  expect(await desk.connect('vault', 'rename', id, '--name', 'Review')).toMatchObject({ code: 0 });
  expect((await desk.connect('vault', 'list')).stdout).toContain('Review');
  expect((await desk.connect('vault', 'rename', 'Private', '--name', '\u001B[31mred')).stderr).toMatch(
    /\[\w+\]\n$/,
  );
});
