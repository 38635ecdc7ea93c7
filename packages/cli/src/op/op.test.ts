import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  githubClaims,
  type Program,
  type Services,
  scanBytes,
  startProgram,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOp } from './op.ts';
import { ACCOUNT, BINARY, mintToken, OTP_SEED, POLICY, SECRETS } from './testing/acme.ts';
import { capturedIo } from './testing/captured-io.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ERROR = /^\[ERROR\] \d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2} (.+)\n$/;

let directory: TemporaryDirectory;
let services: Services;
let token: string;

beforeAll(async () => {
  directory = await temporaryDirectory('op');
  const order = { account: ACCOUNT, policy: POLICY, servers: ['Production'] };
  services = await startServices({ directory: directory.path, ...order });
  const { brokerUrl, issuer } = services;
  token = await mintToken(brokerUrl, await issuer.idToken(githubClaims({ aud: brokerUrl })));
});

afterAll(async () => {
  await services?.close();
  await directory.remove();
});

const inside = (name: string): string => join(directory.path, name);

type Environment = Readonly<Record<string, string>>;

const signedIn = (): Environment => ({ OP_CONNECT_HOST: services.connectUrl, OP_CONNECT_TOKEN: token });

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function op(args: readonly string[], env: Environment = {}, input = ''): Promise<Ending> {
  const io = capturedIo({ env: { ...signedIn(), ...env }, cwd: directory.path, input });
  const code = await runOp(args, io);
  return { code, stdout: io.printed.stdout.join(''), stderr: io.printed.stderr.join('') };
}

/** The same as a process of its own. */
const opProcess = (args: readonly string[], env: Environment = {}): Program =>
  startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', MAIN, ...args],
    env: { ...signedIn(), ...env },
    cwd: directory.path,
  });

/** What it printed on success, of which no byte is on stderr. */
async function answer(args: readonly string[], env?: Environment, input?: string): Promise<string> {
  const { stdout, ...ending } = await op(args, env, input);
  expect(ending).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Why it failed: one line, and no secret in it. */
async function refusal(args: readonly string[], env?: Environment): Promise<string> {
  const { code, stdout, stderr } = await op(args, env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(scanBytes({ ...SECRETS, token }, 'stderr', stderr)).toEqual([]);
  return ERROR.exec(stderr)?.[1] ?? `not the shape of an error: ${stderr}`;
}

const json = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse(await answer([...args, '--format', 'json']));

describe('the stand-in for op', () => {
  test('says in its version and in its first help line what it is', async () => {
    expect(await answer(['--version'])).toMatch(/^2\.30\.0\+connect-token\.\d+\.\d+\.\d+\n$/);
    const [first] = (await answer(['--help'])).split('\n');
    expect(first).toContain("not 1Password's CLI");
    expect(await answer(['help'])).toBe(await answer(['--help']));
    expect(await answer([])).toContain('not affiliated with or endorsed by 1Password (AgileBits Inc.)');
  });

  test.each([
    [['account', 'list']],
    [['item', 'create', 'x']],
    [['item', 'get', 'Database', '--share-link']],
    [['vault', 'list', '--group', 'Owners']],
    [['vault', 'toString']],
    [['__proto__']],
    [['user', 'list', '--format=json']],
    [['signin', '--raw']],
    [['read', '--ssh-format', 'openssh', 'op://Production/Database/password']],
    [['connect', 'serve']],
  ])('`op %s` is not supported here, and says so', async (args) => {
    expect(await refusal(args)).toContain('is not supported here');
  });

  test('the global flags are taken wherever they stand, and the ones without meaning change nothing', async () => {
    const flags = ['--account', 'acme', '--cache', '--iso-timestamps', '--no-color', '--debug=true'];
    const plain = await answer(['vault', 'list']);
    expect(await answer([...flags, 'vault', 'list', '--config=x', '--session', 'y'])).toBe(plain);
    expect(await refusal(['vault', 'list', '--format', 'xml'])).toContain('human-readable, json');
    expect(await refusal(['vault', 'list', '--account'])).toContain('--account needs a value');
  });

  test('OP_FORMAT asks for JSON as well', async () => {
    const text = await answer(['vault', 'list'], { OP_FORMAT: 'json' });
    expect(JSON.parse(text)).toHaveLength(2);
  });

  test.each([
    ['no host', { OP_CONNECT_HOST: '' }, 'signed in'],
    ['no token', { OP_CONNECT_TOKEN: '' }, 'signed in'],
    ['a host in the clear', { OP_CONNECT_HOST: 'http://connect.acme.example' }, 'not an https:// URL'],
    ['a token of no server', { OP_CONNECT_TOKEN: 'no.such.token' }, '(401)'],
    ['a token with a line break', { OP_CONNECT_TOKEN: 'a\nb' }, 'OP_CONNECT_TOKEN is not a token'],
    ['nobody there', { OP_CONNECT_HOST: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
  ])('%s: an error, and nothing else', async (_what, env, text) => {
    expect(await refusal(['vault', 'list'], env)).toContain(text);
  });
});

describe('op vault and op item', () => {
  test('the vaults that the token reaches, and no other', async () => {
    expect(await answer(['vault', 'ls'])).toMatch(
      /^ID +NAME\n[a-z0-9]{26} {4}Production\n[a-z0-9]{26} {4}Shared configuration\n$/,
    );
    expect(await json('vault', 'get', 'production')).toMatchObject({
      name: 'Production',
      type: 'USER_CREATED',
      items: 3,
      created_at: expect.any(String),
    });
    expect(await refusal(['vault', 'get', 'Finance'])).toContain(
      "`Finance` isn't a vault in what this token reaches",
    );
  });

  test('items are listed of one vault or of all, by category, tag and favourite', async () => {
    const titles = async (...args: string[]) =>
      ((await json('item', 'list', ...args)) as { title: string }[]).map(({ title }) => title);
    expect(await titles()).toEqual(['Database', 'Twins', 'Twins', 'Flags']);
    expect(await titles('--vault', 'Shared configuration')).toEqual(['Flags']);
    expect(await titles('--categories', 'Database,Secure Note')).toEqual(['Database', 'Flags']);
    expect(await titles('--tags=shop')).toEqual(['Database']);
    expect(await titles('--favorite')).toEqual(['Flags']);
  });

  test('an item has its values in JSON, and conceals them from people until they ask', async () => {
    const item = (await json('item', 'get', 'Database')) as { fields: Record<string, unknown>[] };
    expect(item).toMatchObject({
      title: 'Database',
      category: 'DATABASE',
      vault: { name: 'Production' },
      version: 1,
    });
    expect(item.fields.find(({ id }) => id === 'password')).toMatchObject({
      type: 'CONCEALED',
      purpose: 'PASSWORD',
      value: SECRETS.password,
      reference: 'op://Production/Database/password',
    });
    const shown = await answer(['item', 'get', 'Database']);
    expect(scanBytes({ ...SECRETS, seed: OTP_SEED }, 'stdout', shown)).toEqual([]);
    expect(await answer(['item', 'get', 'Database', '--reveal'])).toContain(SECRETS.password);
  });

  test('fields are chosen by label or by type', async () => {
    expect(await json('item', 'get', 'Database', '--fields', 'label=username')).toMatchObject({
      value: 'shop_app',
    });
    expect(await answer(['item', 'get', 'Database', '--fields', 'username,password', '--reveal'])).toBe(
      `shop_app,${SECRETS.password}\n`,
    );
    expect(await json('item', 'get', 'Database', '--fields', 'type=otp')).toMatchObject({
      id: 'otp1',
      totp: expect.stringMatching(/^\d{6}$/),
    });
    expect(await refusal(['item', 'get', 'Database', '--fields', 'nothing'])).toContain(
      "`nothing` isn't a field",
    );
  });

  test('of two items of one title none is chosen: the ids are listed', async () => {
    const text = await refusal(['item', 'get', 'Twins']);
    expect(text).toMatch(
      /more than one item matches `Twins`; give one of the ids `[a-z0-9]{26}`, `[a-z0-9]{26}`/,
    );
  });

  test('every reference that an item shows leads back to its value', async () => {
    const { fields } = (await json('item', 'get', 'Database')) as {
      fields: { reference: string; value: string }[];
    };
    for (const { reference, value } of fields) expect(await answer(['read', '-n', reference])).toBe(value);
    const references = fields.map(({ reference }) => reference);
    expect(references).toContain('op://Production/Database/Admin/twin');
    expect(references).toContain('op://Production/Database/odd/twin');
    const [, twin] = (await json('item', 'list', '--vault', 'Production')) as { id: string }[];
    const id = twin?.id ?? '';
    expect(await json('item', 'get', id)).toMatchObject({
      fields: [{ reference: `op://Production/${id}/a` }],
    });
  });
});

describe('op read', () => {
  test.each([
    ['op://Production/Database/password', `${SECRETS.password}\n`],
    ['op://production/database/PASSWORD', `${SECRETS.password}\n`],
    ['op://Production/Database/Admin/pin', `${SECRETS.pin}\n`],
    ['op://Production/Database/pin', `${SECRETS.pin}\n`],
    ['op://Production/Database/odd/twin', 'second\n'],
    ['op://Production/Database/certificate', `${SECRETS.certificate}\n`],
    ['op://Production/Database/password?attribute=type', 'CONCEALED\n'],
    ['op://Production/Database/one-time password?attribute=otp', expect.stringMatching(/^\d{6}\n$/)],
  ])('%s', async (reference, expected) => {
    expect(await answer(['read', reference])).toEqual(expected);
  });

  test.each([
    ['op://Production/Database', 'has 2 parts'],
    ['op://Finance/Bank/password', "`Finance` isn't a vault"],
    ['op://Production/Nothing/password', "`Nothing` isn't an item in the vault `Production`"],
    ['op://Production/Database/nothing', "`nothing` isn't a field in the item `Database`"],
    ['op://Production/Database/Nowhere/pin', "`Nowhere` isn't a section"],
    ['op://Production/Database/twin', 'more than one field matches `twin`'],
    ['op://Production/Twins/a', 'more than one item matches'],
    ['op://Production/Database/password?attribute=otp', 'has no one-time password'],
    ['op://Production/Database/password?attribute=size', 'is not supported here'],
    ['op://Production/Database/key.pem?attribute=otp', 'is not supported here'],
    ['op://Production/Database/key.bin', 'the file `key.bin` is no text: `op read --out-file`'],
    ['op://Production/Database/Odd/key.pem', "isn't a"],
    ['password', 'is not `op://'],
  ])('%s is refused', async (reference, text) => {
    expect(await refusal(['read', reference])).toContain(text);
  });

  test('a file that is attached is found by its name where no field has it, and read as it is', async () => {
    const reference = 'op://Production/Database/key.pem';
    for (const named of [
      reference,
      'op://Production/Database/Admin/key.pem',
      `${reference}?attribute=content`,
    ])
      expect(await answer(['read', '-n', named])).toBe(SECRETS.key);
    expect(await answer(['read', `${reference}?attribute=name`])).toBe('key.pem\n');
    expect(await answer(['read', `${reference}?attribute=size`])).toBe(`${SECRETS.key.length}\n`);
    expect(await answer(['inject'], {}, `{{ ${reference} }}!`)).toBe(`${SECRETS.key}!`);
    for (const [name, bytes] of [
      ['key.pem', Buffer.from(SECRETS.key)],
      ['key.bin', BINARY],
    ] as const) {
      const path = inside(name);
      await answer(['read', `op://Production/Database/${name}`, '--out-file', path]);
      expect(await readFile(path)).toEqual(bytes);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
  });

  test('a file is written for its owner alone, and never over another one without --force', async () => {
    const path = inside('password.txt');
    const order = ['read', 'op://Production/Database/password', '--out-file', path];
    expect(await answer(order)).toBe(`${path}\n`);
    expect(await readFile(path, 'utf8')).toBe(`${SECRETS.password}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await refusal(order)).toContain('exists already: replace it with --force');
    await answer([...order, '--force', '-n', '--file-mode', '0640']);
    expect(await readFile(path, 'utf8')).toBe(SECRETS.password);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });
});

describe('op inject', () => {
  test.each([[[]], [['-i', '-']], [['--in-file=/dev/stdin']]])('%j reads standard input', async (args) => {
    expect(await answer(['inject', ...args], {}, 'a {{ op://Production/Database/pin }} b')).toBe(
      `a ${SECRETS.pin} b`,
    );
  });

  test('a template is rendered, whole or not at all', async () => {
    const path = inside('app.env.tpl');
    await writeFile(
      path,
      'PASSWORD={{ op://$VAULT/Database/password }}\nPIN=op://Production/Database/Admin/pin\n',
    );
    const env = { VAULT: 'Production' };
    expect(await answer(['inject', '-i', path], env)).toBe(
      `PASSWORD=${SECRETS.password}\nPIN=${SECRETS.pin}\n`,
    );
    expect(await refusal(['inject', '-i', path])).toContain('from line 1: the variable `VAULT` is not set');
    await writeFile(path, 'a\n{{ op://Production/Database/password }}\n{{ op://Production/Database/no }}\n');
    expect(await refusal(['inject', '-i', path])).toContain("line 3: `no` isn't a field");
    expect(await refusal(['inject', '-i', inside('absent')])).toContain('ENOENT');
  });
});

describe('op env and op run', () => {
  const references = { PASSWORD: 'op://Production/Database/password', PLAIN: 'x', DIM: 'xop://a/b/c' };
  const show = [
    'sh',
    '-c',
    'printf "%s|%s|%.3s" "$PASSWORD" "$PLAIN" "$PASSWORD"; printf "%s" "$PASSWORD" >&2',
  ];

  test('the names of the variables that are references, and nothing of their values', async () => {
    expect(await answer(['env', 'ls'], references)).toBe('PASSWORD\n');
    expect(await answer(['env', 'ls'])).toBe('');
  });

  test('the child has the secret, and its output conceals it', async () => {
    const program = opProcess(['run', '--', ...show], { ...references, PATH: '/usr/bin:/bin' });
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.stdout()).toBe(`<concealed by connect-token>|x|${SECRETS.password.slice(0, 3)}`);
    expect(program.stderr()).toBe('<concealed by connect-token>');
  });

  test('--no-masking shows it', async () => {
    const env = { ...references, PATH: '/usr/bin:/bin' };
    const program = opProcess(['run', '--no-masking', '--', ...show], env);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.stdout()).toBe(`${SECRETS.password}|x|${SECRETS.password.slice(0, 3)}`);
    const asked = opProcess(['run', '--', ...show], { ...env, OP_RUN_NO_MASKING: 'true' });
    await asked.ended;
    expect(asked.stderr()).toBe(SECRETS.password);
  });

  test('a file of variables stands above the environment, and may name the vault by one', async () => {
    const path = inside('app.env');
    await writeFile(path, 'PIN=op://$STAGE/Database/pin\nPLAIN=file\n');
    const env = { STAGE: 'Production', PLAIN: 'own', PATH: '/usr/bin:/bin' };
    await writeFile(inside('more, really.env'), 'MORE="two words"\n');
    const files = ['--env-file', path, '--env-file', inside('more, really.env')];
    const args = ['run', ...files, '--no-masking', 'sh', '-c', 'echo "$PIN $PLAIN $MORE"'];
    const program = opProcess(args, env);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.stdout()).toBe(`${SECRETS.pin} file two words\n`);
    expect(program.stderr()).toBe('');
  });

  test('the exit code is the child’s, and so is the signal that ends it', async () => {
    const env = { PATH: '/usr/bin:/bin' };
    expect(await opProcess(['run', '--', 'sh', '-c', 'exit 7'], env).ended).toEqual({
      code: 7,
      signal: null,
    });
    expect(await opProcess(['run', '--', 'sh', '-c', 'kill -TERM $$'], env).ended).toEqual({
      code: null,
      signal: 'SIGTERM',
    });
  });

  test('a signal is passed on, and the child says what becomes of it', async () => {
    const script = `process.on('SIGTERM', () => process.exit(9)); console.log('ready'); setInterval(() => {}, 1e9)`;
    const program = opProcess(['run', '--', process.execPath, '-e', script]);
    await program.printed(/ready/, 10_000);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 9, signal: null });
  });

  test('nothing is run where a secret is missing, or the command', async () => {
    const env = { SECRET: 'op://Production/Database/no', PATH: '/usr/bin:/bin' };
    expect(await refusal(['run', '--', 'sh', '-c', 'echo ran'], env)).toContain("SECRET: `no` isn't a field");
    expect(await refusal(['run', '--', '/no/such/program'])).toContain("can't be started: ENOENT");
    expect(await refusal(['run'])).toContain('op run -- <command>');
  });
});

test('op whoami tells the server, and the account that the token says', async () => {
  expect(await json('whoami')).toEqual({
    url: services.connectUrl,
    user_type: 'CONNECT',
    account_uuid: expect.any(String),
    integration_id: expect.stringMatching(/^[A-Z0-9]{26}$/),
  });
});
