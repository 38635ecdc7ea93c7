import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk, SERVER } from '../../testing/desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.clear());

const platform = async () => {
  const { stdout } = await desk.connect('group', 'list', '--format', 'json');
  return JSON.parse(stdout).find(({ name }: { name: string }) => name === 'Platform');
};

test('grant without a server makes a group a manager of Secrets Automation, revoke ends it', async () => {
  const said = await desk.connect('group', 'grant', '--group', 'Platform');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(said.stdout).toContain('may manage Secrets Automation now');
  expect(await platform()).toMatchObject({ manages_secrets_automation: true, manages_servers: [] });
  expect(await desk.connect('group', 'revoke', '--group', 'Platform')).toMatchObject({ code: 2 });
  expect(await desk.connect('group', 'revoke', '--group', 'Platform', '--yes')).toMatchObject({ code: 0 });
  expect(await platform()).toMatchObject({ manages_secrets_automation: false });
});

test('with --server the group is on the server’s own list', async () => {
  await desk.connect('group', 'grant', '--group', 'Platform', '--server', 'Production');
  expect(await platform()).toMatchObject({ manages_secrets_automation: false, manages_servers: [SERVER] });
  expect((await desk.connect('group', 'list')).stdout).toMatch(/linus@acme\.example {4}Production\n/);
});

test('--server and --all-servers exclude each other', async () => {
  const said = await desk.connect('group', 'grant', '--group', 'Platform', '--server', 'x', '--all-servers');
  expect(said).toMatchObject({ code: 2, stdout: '' });
  const all = await desk.connect('group', 'grant', '--group', 'Platform', '--all-servers');
  expect(all.stdout).toContain('may manage all Connect servers now');
});

test('members come and go, but for the last Owner', async () => {
  expect(await desk.connect('group', 'create', 'Review')).toMatchObject({ code: 0 });
  const add = ['group', 'member', 'add', 'ada@acme.example', '--group', 'Platform'];
  expect((await desk.connect(...add)).stdout).toMatch(
    /^ada@acme\.example \(ada0+\) is a member of Platform now\.\n$/,
  );
  expect((await platform()).members).toHaveLength(2);
  const remove = ['group', 'member', 'remove', 'ada@acme.example', '--yes', '--group'];
  expect(await desk.connect(...remove, 'Platform')).toMatchObject({ code: 0 });
  expect((await platform()).members).toHaveLength(1);
  const last = await desk.connect(...remove, 'Owners');
  expect(last).toMatchObject({ code: 1, stdout: '' });
  expect(last.stderr).toContain('[OWNERS_EMPTY]');
});

test('unknown groups and people are told apart', async () => {
  const group = await desk.connect('group', 'grant', '--group', 'platform');
  expect(group.stderr).toContain('did you mean `Platform`? [GROUP_UNKNOWN]');
  const person = await desk.connect('group', 'member', 'add', 'eve', '--group', 'Platform');
  expect(person.stderr).toContain('[PERSON_UNKNOWN]');
});
