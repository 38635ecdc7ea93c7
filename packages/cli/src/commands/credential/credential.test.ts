import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.clear());

const create = (...words: readonly string[]) =>
  desk.connect('credential', 'create', 'laptop', '--person', 'ada@acme.example', ...words);

const list = async () => JSON.parse((await desk.connect('credential', 'list', '--format', 'json')).stdout);

test('create prints the credential alone on one line, and nothing keeps it', async () => {
  const said = await create('--right', 'manage', '--right', 'read');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(said.stdout).toMatch(/^ctm_[\w-]{43}\n$/);
  const [credential] = await list();
  expect(credential).toMatchObject({ name: 'laptop', rights: ['read', 'manage'], revoked_at: null });
  expect(JSON.stringify(credential)).not.toContain(said.stdout.trim());
});

test.each([
  ['no right', []],
  ['a right that does not exist', ['--right', 'all']],
  ['a duration without a unit', ['--right', 'read', '--expires-in', '5']],
])('%s is bad usage', async (_what, words) => {
  expect(await create(...words)).toMatchObject({ code: 2, stdout: '' });
  expect(await list()).toEqual([]);
});

test('who may call from now on, and who no longer, is in the audit', async () => {
  await create('--right', 'read');
  await desk.connect('credential', 'revoke', 'laptop', '-y');
  await desk.connect('credential', 'revoke', 'laptop', '-y');
  const events = JSON.parse((await desk.connect('audit', '--format', 'json')).stdout);
  const [{ id }] = await list();
  expect(events.map(({ kind }: { kind: string }) => kind)).toEqual([
    'credential.revoke',
    'credential.create',
  ]);
  for (const { subject } of events) expect(subject).toMatchObject({ credential: id });
});

test('a life beyond the longest is refused', async () => {
  expect((await create('--right', 'read', '--expires-in', '366d')).stderr).toContain(
    '[LIFETIME_OUT_OF_RANGE]',
  );
});

test('revoke asks, and is no crash when repeated', async () => {
  await create('--right', 'read');
  expect(await desk.connect('credential', 'revoke', 'laptop')).toMatchObject({ code: 2 });
  expect((await desk.connect('credential', 'revoke', 'laptop', '-y')).stdout).toMatch(/was revoked\.\n$/);
  expect((await desk.connect('credential', 'revoke', 'laptop', '-y')).stdout).toMatch(
    /was revoked before\.\n$/,
  );
  expect((await desk.connect('credential', 'list')).stdout).toContain('REVOKED');
  expect((await desk.connect('credential', 'revoke', 'nope', '-y')).stderr).toContain('[CREDENTIAL_INVALID]');
});
