import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk, SERVER } from '../../testing/desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
  const words = ['--vault', 'Production', '--vault', 'Staging'];
  await desk.connect('token', 'create', 'ci', '--server', 'Production', ...words);
});

afterEach(() => desk.clear());

test('`connect credits` shows the usage in all and by server', async () => {
  const { code, stdout } = await desk.connect('credits');
  expect(code).toBe(0);
  expect(stdout).toBe(`Plan:   unlimited
Usage:  2, by active tokens
Held:   0, by the leases of jobs
Taken:  2, by standing tokens and leases together

SERVER ID                     NAME          USAGE
${SERVER}    Production    2
`);
});

test('a plan is metered or unlimited; what is beyond it stays, and what comes is refused', async () => {
  const set = await desk.connect('credits', 'plan', 'metered', '1');
  expect(set).toEqual({ code: 0, stdout: 'The plan is metered, 1 credit now.\n', stderr: '' });
  const { stdout } = await desk.connect('credits', 'show', '--format', 'json');
  expect(JSON.parse(stdout)).toEqual({
    plan: { kind: 'metered', limit: 1 },
    own: { kind: 'metered', limit: 1 },
    usage: 2,
    held: 0,
    used: 2,
    servers: [{ id: SERVER, name: 'Production', usage: 2 }],
  });
  expect((await desk.connect('credits')).stdout).toContain('Left:   0\n');
  const said = await desk.connect('token', 'create', 'x', '--server', 'Production', '--vault', 'Staging');
  expect(said.stderr).toContain('[CREDITS_EXHAUSTED]');
  expect(await desk.connect('credits', 'plan', 'unlimited')).toMatchObject({ code: 0 });
});

test.each([
  [['metered']],
  [['metered', '0']],
  [['metered', '1.5']],
  [['metered', '-1']],
  [['unlimited', '5']],
  [['none']],
  [[]],
])('%j is no plan', async (words) => {
  const said = await desk.connect('credits', 'plan', ...words);
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect((await desk.connect('credits')).stdout).toContain('unlimited');
});

test('who changed what is listed, newest first, and can be paged', async () => {
  await desk.connect('credits', 'plan', 'metered', '9');
  const { stdout } = await desk.connect('audit', '--limit', '1', '--format', 'json');
  const [event] = JSON.parse(stdout);
  expect(event).toMatchObject({ actor: { kind: 'owner' }, kind: 'credits.plan' });
  const next = await desk.connect('audit', '--before', event.id);
  expect(next.stdout).toMatch(/ owner {4}made token /);
  expect(next.stdout).not.toContain('credits.plan');
  for (const limit of ['0', '1001', 'x'])
    expect(await desk.connect('audit', '--limit', limit)).toMatchObject({ code: 2 });
});

test('no lease is an empty list', async () => {
  expect((await desk.connect('lease', 'list', '--format', 'json')).stdout).toBe('[]\n');
});
