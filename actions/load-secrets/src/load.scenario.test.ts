import { fileURLToPath } from 'node:url';
import {
  answerWith,
  type HttpMishap,
  pageOfHtml,
  runPost,
  type ScriptedConnect,
  type ScriptedJob,
  type StepOptions,
  type StepResult,
  startScriptedConnect,
  startScriptedJob,
} from '@connect-token/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/** The bundle as GitHub's runner starts it: its own process, inputs and references by environment. */
const ACTION = fileURLToPath(new URL('../', import.meta.url));
const VAULT = 'vaultaaaaaaaaaaaaaaaaaaaaa';

const field = (id: string, label: string, value: string | null, more: object = {}) => ({
  id,
  label,
  type: 'CONCEALED',
  value,
  ...more,
});

const FIELDS = [
  field('username', 'username', 'shop_app', { type: 'STRING', purpose: 'USERNAME' }),
  field('password', 'password', 'correct horse battery staple', { purpose: 'PASSWORD' }),
  field('f1', 'password', 'of the admin', { section: { id: 's1' } }),
  field('f2', 'token', 'first', { section: { id: 's1' } }),
  field('f3', 'token', 'second', { section: { id: 's2' } }),
  field('f4', 'hostile', '%0A::add-path::/tmp\n::error::gone\r\nEOF\nghadelimiter_x'),
  field('f5', 'optional', ''),
  field('f6', 'code', 'otpauth://totp/x?secret=ABC', { type: 'OTP', totp: '123456' }),
  field('f7', 'nothing', null),
];

const DATABASE = {
  item: {
    id: 'databaseaaaaaaaaaaaaaaaaaa',
    title: 'Database',
    vault: { id: VAULT },
    category: 'DATABASE',
    sections: [
      { id: 's1', label: 'Admin' },
      { id: 's2', label: 'Reader' },
    ],
    fields: FIELDS,
    files: [
      { id: 'file1', name: 'ca.pem', size: 30 },
      { id: 'file2', name: 'photo.png', size: 4 },
      { id: 'file3', name: 'huge.bin', size: 1_000_000 },
    ],
  },
  contents: {
    file1: Buffer.from('-----BEGIN-----\nabc\n-----END-----\n'),
    file2: Buffer.from([0x89, 0x50, 0xff, 0xfe]),
    file3: Buffer.alloc(0),
  },
};

const simple = (id: string, title: string, more: object = {}) => ({
  item: { id: id.padEnd(26, 'a'), title, vault: { id: VAULT }, category: 'LOGIN', ...more },
});

const ITEMS = [
  DATABASE,
  simple('twin1', 'Twin'),
  simple('twin2', 'Twin'),
  simple('old', 'Retired', { state: 'ARCHIVED' }),
];

let connect: ScriptedConnect;
let job: ScriptedJob;
/** What the Connect server, the broker do at their nth request of a test. */
let connectMishap: (count: number, path: string) => HttpMishap | null;
let mintMishap: (count: number) => HttpMishap | null;
let revokeMishap: (count: number) => HttpMishap | null;
let before = { connect: 0, mints: 0, revocations: 0 };

beforeAll(async () => {
  connect = await startScriptedConnect({
    vaults: { [VAULT]: ITEMS },
    mishap: (count, path) => connectMishap(count - before.connect, path),
  });
  job = await startScriptedJob({
    actionDir: ACTION,
    mint: (count) => mintMishap(count - before.mints),
    revoke: (count) => revokeMishap(count - before.revocations),
    answer: {
      authorization_details: [
        {
          type: 'connect_vaults',
          locations: [connect.url],
          server: { id: 'SERVERAAAAAAAAAAAAAAAAAAAA', name: 'Production' },
          vaults: [{ vault: VAULT, name: 'Production', permissions: ['read'] }],
          expires_in: 300,
        },
      ],
    },
  });
});

beforeEach(() => {
  connectMishap = () => null;
  mintMishap = () => null;
  revokeMishap = () => null;
  before = {
    connect: connect.requests.length,
    mints: job.broker.mints.length,
    revocations: job.broker.revocations.length,
  };
});

afterAll(() => Promise.all([connect.close(), job.close()]));

const load = (env: Record<string, string>, more: Partial<StepOptions> = {}): Promise<StepResult> =>
  job.start({ ...more, env: { ...job.idTokens.env, ...env }, with: { vaults: '', ...more.with } }).done;

/** Without the line that leads to the page of errors. */
const errorsOf = ({ commands }: StepResult): readonly string[] =>
  commands.filter(({ name }) => name === 'error').map(({ message }) => message.split('\n')[0] ?? '');

const warningsOf = ({ commands }: StepResult): readonly string[] =>
  commands.filter(({ name }) => name === 'warning').map(({ message }) => message);

/** What it printed but for the masks themselves. */
const printedBy = ({ stdout, stderr }: StepResult): string =>
  [...stdout.split('\n').filter((line) => !line.startsWith('::add-mask::')), stderr].join('\n');

const paths = (): readonly string[] => connect.requests.slice(before.connect).map(({ path }) => path);
const mints = () => job.broker.mints.slice(before.mints);
const revocations = () => job.broker.revocations.slice(before.revocations);

describe('a step that loads secrets', () => {
  test('sets an output by the name of each variable, with one list, one look at the item and a token that is given back', async () => {
    const result = await load({
      USERNAME: 'op://Production/Database/username',
      PASSWORD: 'op://production/database/PASSWORD',
      ADMIN_PASSWORD: 'op://Production/Database/Admin/password',
      BY_ID: `op://${VAULT}/${DATABASE.item.id}/s2/f3`,
      CODE: 'op://Production/Database/code?attribute=otp',
      CA: 'op://Production/Database/ca.pem',
      PLAIN: 'is no reference',
    });
    expect(errorsOf(result)).toEqual([]);
    expect(result.conclusion).toBe('success');
    expect(result.outputs).toEqual({
      USERNAME: 'shop_app',
      PASSWORD: 'correct horse battery staple',
      ADMIN_PASSWORD: 'of the admin',
      BY_ID: 'second',
      CODE: '123456',
      CA: '-----BEGIN-----\nabc\n-----END-----\n',
    });
    expect(result.env).toEqual({});
    expect(result.summary).toContain('The token is revoked.');
    for (const value of ['shop_app', 'battery', 'of the admin', 'second', '123456', 'abc'])
      expect([printedBy(result), result.summary, JSON.stringify(result.state)].join('\n')).not.toContain(
        value,
      );
    expect(paths().toSorted()).toEqual([
      `/v1/vaults/${VAULT}/items`,
      `/v1/vaults/${VAULT}/items/${DATABASE.item.id}`,
      `/v1/vaults/${VAULT}/items/${DATABASE.item.id}/files/file1?inline_files=true`,
    ]);
    expect(mints().map(({ form }) => JSON.parse(form['authorization_details'] ?? ''))).toEqual([
      [
        expect.objectContaining({
          vaults: [
            { vault: 'Production', permissions: ['read'] },
            { vault: VAULT, permissions: ['read'] },
          ],
          expires_in: 300,
        }),
      ],
    ]);
    expect(revocations()).toHaveLength(1);
    const token = job.broker.tokens.at(-1) ?? '';
    for (const { authorization } of connect.requests.slice(before.connect))
      expect(authorization).toBe(`Bearer ${token}`);
    expect(JSON.stringify([result.outputs, result.env, result.state, result.summary])).not.toContain(token);
    expect(result.log).not.toContain(token);
  });

  test('masks every line and encoding of every secret before it sets the first', async () => {
    const result = await load({ HOSTILE: 'op://Production/Database/hostile' });
    const value = FIELDS[5]?.value ?? '';
    // The runner's files are lines: testkit reads each line end as one of its own.
    expect(result.outputs['HOSTILE']).toBe(value.replace('\r\n', '\n'));
    expect(result.problems).toEqual([]);
    expect(result.path).toEqual([]);
    expect(errorsOf(result)).toEqual([]);
    for (const form of [
      '::error::gone',
      '%0A::add-path::/tmp',
      Buffer.from(value).toString('base64'),
      Buffer.from(value).toString('hex'),
    ])
      expect(result.masks).toContain(form);
    const header = Buffer.from(`user:${value}`).toString('base64');
    expect(result.masks.some((form) => form.length > 60 && header.includes(form))).toBe(true);
    expect(printedBy(result)).not.toContain('add-path');
  });

  test('has masked all of them when the first can’t be set, and leaves its token to post', async () => {
    const main = await load({
      GITHUB_OUTPUT: '/nowhere/output',
      PASSWORD: 'op://Production/Database/password',
      USERNAME: 'op://Production/Database/username',
    });
    expect(main.conclusion).toBe('failure');
    expect(errorsOf(main)).toEqual([expect.stringContaining('INTERNAL')]);
    expect(main.masks).toEqual(expect.arrayContaining(['correct horse battery staple', 'shop_app']));
    expect(printedBy(main)).not.toMatch(/battery|shop_app/);
    expect((await runPost(main)).log).toContain('is revoked');
    expect(revocations()).toHaveLength(1);
  });

  test('makes variables of the job with `export-env`, and remembers which', async () => {
    const result = await load(
      { PASSWORD: 'op://Production/Database/password', OP_MANAGED_VARIABLES: 'EARLIER' },
      { with: { 'export-env': 'true' } },
    );
    expect(result.outputs).toEqual({});
    expect(result.env).toEqual({
      PASSWORD: 'correct horse battery staple',
      OP_MANAGED_VARIABLES: 'EARLIER,PASSWORD',
    });
  });

  test('empties what earlier steps exported, without a broker where it loads nothing', async () => {
    const result = await load(
      { OP_MANAGED_VARIABLES: 'PASSWORD,with space,TOKEN' },
      { with: { 'broker-url': '', 'unset-previous': 'true' } },
    );
    expect(result.conclusion).toBe('success');
    expect(result.env).toEqual({ PASSWORD: '', TOKEN: '', OP_MANAGED_VARIABLES: '' });
    expect(mints()).toEqual([]);
  });

  test('without any reference says so, and asks nobody', async () => {
    const result = await load({ PLAIN: 'x' }, { with: { 'broker-url': '' } });
    expect(result.conclusion).toBe('success');
    expect(warningsOf(result)).toEqual([expect.stringContaining('nothing is loaded')]);
    expect(mints()).toEqual([]);
  });

  test('loads a section as a whole, each field under the name that the workflow begins', async () => {
    const result = await load({ ADMIN: 'op://Production/Database/Admin/*' });
    expect(result.outputs).toEqual({ ADMIN_PASSWORD: 'of the admin', ADMIN_TOKEN: 'first' });
  });

  test('warns of a field without a value, and sets it as empty', async () => {
    const result = await load({ OPTIONAL: 'op://Production/Database/optional' });
    expect(result.outputs).toEqual({ OPTIONAL: '' });
    expect(result.commands.filter(({ name, message }) => name === 'add-mask' && message === '')).toEqual([]);
    expect(warningsOf(result)).toEqual(['empty, because the fields have no value: `OPTIONAL`']);
  });
});

describe('what can’t be loaded is told all at once, and nothing is set', () => {
  test('names, types and attributes', async () => {
    const result = await load({
      A: 'op://Production/Databse/password',
      B: 'op://Production/Database/pasword',
      C: 'op://Production/Database/token',
      D: 'op://Production/Twin/password',
      E: 'op://Production/Retired/password',
      F: 'op://Production/Database/password?attribute=otp',
      G: 'op://Production/Database/photo.png',
      H: 'op://Production/Database/huge.bin',
      I: 'op://Production/Database/Owner/password',
      J: 'op://Production/Database/*',
      OK: 'op://Production/Database/password',
    });
    expect(result.conclusion).toBe('failure');
    expect(result.outputs).toEqual({});
    expect(errorsOf(result)).toEqual([
      'SECRET_UNKNOWN: `A`: there is no item `Databse` in the vault `Production`, for `op://Production/Databse/password`; did you mean `Database`?',
      'SECRET_UNKNOWN: `B`: there is no field `pasword` in the item `Database`, for `op://Production/Database/pasword`; did you mean `password`?',
      'SECRET_AMBIGUOUS: `C`: more than one field is named `token`, for `op://Production/Database/token`; give one of the ids `f2`, `f3`',
      'SECRET_AMBIGUOUS: `D`: more than one item is named `Twin`, for `op://Production/Twin/password`; give one of the ids `twin1aaaaaaaaaaaaaaaaaaaaa`, `twin2aaaaaaaaaaaaaaaaaaaaa`',
      'SECRET_UNKNOWN: `E`: there is no item `Retired` in the vault `Production`, for `op://Production/Retired/password`',
      "SECRET_UNUSABLE: `F`: `op://Production/Database/password?attribute=otp` can't be loaded: the field has no one-time password",
      "SECRET_UNUSABLE: `G`: `op://Production/Database/photo.png` can't be loaded: the file is no text",
      "SECRET_UNUSABLE: `H`: `op://Production/Database/huge.bin` can't be loaded: the file has 1000000 bytes, more than a variable can hold",
      'SECRET_UNKNOWN: `I`: there is no section `Owner` in the item `Database`, for `op://Production/Database/Owner/password`',
      "SECRET_UNUSABLE: `J_PASSWORD`: `op://Production/Database/*` can't be loaded: `op://Production/Database/*` sets the same name",
      "SECRET_UNUSABLE: `J_TOKEN`: `op://Production/Database/*` can't be loaded: `op://Production/Database/*` sets the same name",
    ]);
    expect(result.stdout).not.toContain('battery');
    expect(revocations()).toHaveLength(1);
  });

  test('mistakes that are seen before anything is asked, with left-over credentials', async () => {
    const result = await load(
      {
        BAD: 'op://Production',
        OP_CONNECT_TOKEN: 'a.b.c',
        OP_CONNECT_HOST: 'http://old',
        OP_SERVICE_ACCOUNT_TOKEN: 'ops_x',
        OP_ENV_FILE: 'nowhere.env',
      },
      { with: { 'broker-url': '', 'export-env': 'yes' } },
    );
    expect(errorsOf(result).map((message) => message.split(':')[0])).toEqual([
      'INPUT_MISSING',
      'INPUT_INVALID',
      'CREDENTIAL_LEFT_OVER',
      'CREDENTIAL_LEFT_OVER',
      'CREDENTIAL_LEFT_OVER',
      'FILE_UNREADABLE',
      'SECRET_REFERENCE_MALFORMED',
    ]);
    expect(result.stdout).toContain('delete the line `OP_CONNECT_TOKEN: …`');
    expect(result.stdout).not.toMatch(/a\.b\.c|ops_x/);
    expect(mints()).toEqual([]);
  });

  test('more references than a step loads', async () => {
    const reference = 'op://Production/Database/password';
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`S${index}`, reference]));
    const result = await load(many);
    expect(errorsOf(result)).toEqual([
      'SECRETS_TOO_MANY: 1001 secrets are asked for, one step loads at most 1000',
    ]);
    expect(mints()).toEqual([]);
  });
});

describe('a Connect server that', () => {
  const env = { PASSWORD: 'op://Production/Database/password', USER: 'op://Production/Database/username' };

  test.each<[string, HttpMishap]>([
    ['answers 503 once', answerWith(503, { status: 503, message: 'starting' })],
    ['answers 429 once', answerWith(429, { status: 429, message: 'slow down' })],
    ['resets the connection once', { kind: 'reset' }],
    ['is cut off in its answer once', { kind: 'cut', body: '[{"id":' }],
  ])('%s is asked again', async (_, mishap) => {
    connectMishap = (count) => (count === 1 ? mishap : null);
    const result = await load(env);
    expect(result.conclusion).toBe('success');
    expect(paths()).toHaveLength(3);
  });

  test('refuses each of two items for the same reason is told once', async () => {
    const no = answerWith(403, { status: 403, message: 'no' });
    connectMishap = (_, path) => (path.endsWith('/items') ? null : no);
    const result = await load({
      ...env,
      TWIN: 'op://Production/twin1aaaaaaaaaaaaaaaaaaaaa/password',
    });
    expect(errorsOf(result)).toEqual([
      `CONNECT_REFUSED: the Connect server \`${connect.url}\` refused (403): no`,
    ]);
    expect(paths()).toHaveLength(3);
  });

  test('keeps answering 503 is told once, after three tries', async () => {
    connectMishap = () => answerWith(503, { status: 503, message: 'starting' });
    const result = await load(env);
    expect(errorsOf(result)).toEqual([
      `CONNECT_REFUSED: the Connect server \`${connect.url}\` refused (503): starting`,
    ]);
    expect(paths()).toHaveLength(3);
    expect(revocations()).toHaveLength(1);
  });

  test.each<[string, HttpMishap, string]>([
    [
      'refuses the token',
      answerWith(401, { status: 401, message: 'Invalid bearer token\n::add-path::/tmp' }),
      'refused (401): Invalid bearer token\u{FFFD}::add-path::/tmp',
    ],
    ['is a page of HTML', pageOfHtml, 'gave no usable answer in 1 attempt: status 200 without JSON'],
    [
      'has another shape',
      answerWith(200, { items: [] }),
      'gave no usable answer in 1 attempt: the answer has another shape than the Connect API',
    ],
    [
      'redirects',
      answerWith(302, '', { location: 'https://elsewhere.example' }),
      'gave no usable answer in 1 attempt: status 302 without a reason that can be read',
    ],
  ])('%s is told once, and not asked again', async (_, mishap, expected) => {
    connectMishap = () => mishap;
    const result = await load(env);
    expect(result.conclusion).toBe('failure');
    expect(errorsOf(result)).toHaveLength(1);
    expect(errorsOf(result)[0]).toContain(expected);
    expect(paths()).toHaveLength(1);
    expect(revocations()).toHaveLength(1);
  });
});

describe('the token', () => {
  const env = { PASSWORD: 'op://Production/Database/password' };

  test('is given back once: post has nothing to do then', async () => {
    const main = await load(env);
    const after = await runPost(main);
    expect(after.conclusion).toBe('success');
    expect(revocations()).toHaveLength(1);
  });

  test('is not called revoked before the account has confirmed it, and is the broker’s from there on', async () => {
    revokeMishap = () => answerWith(200, { state: 'revoking' });
    const main = await load(env);
    expect(main.log).toContain('the token that read them is being revoked');
    expect(main.summary).toContain('is being revoked');
    await runPost(main);
    expect(revocations()).toHaveLength(1);
  });

  test('that couldn’t be given back is a warning, and post does it', async () => {
    revokeMishap = (count) => (count <= 1 ? answerWith(400, { error: 'invalid_request' }) : null);
    const main = await load(env);
    expect(main.conclusion).toBe('success');
    expect(warningsOf(main)).toEqual([expect.stringContaining('it dies by itself at 20')]);
    const after = await runPost(main);
    expect(after.log).toContain('is revoked');
    expect(revocations().map(({ form }) => form['token'])).toEqual([
      main.state['handle-1'],
      main.state['handle-1'],
    ]);
  });

  test('of a main that was killed while it read is ended by post', async () => {
    const running = job.start({ env: { ...job.idTokens.env, ...env }, with: { vaults: '' } });
    connectMishap = () => {
      running.kill();
      return { kind: 'hang' };
    };
    const main = await running.done;
    expect(main.outputs).toEqual({});
    await runPost(main);
    expect(revocations()).toHaveLength(1);
  });

  test('is left alone by a post whose state another step has changed', async () => {
    const main = await load(env);
    const after = await runPost(main, { state: { ...main.state, 'broker-url': 'http://evil.example' } });
    expect(after.conclusion).toBe('success');
    expect(warningsOf(after)).toEqual([expect.stringContaining('another step has changed')]);
    expect(revocations()).toHaveLength(1);
  });

  test('is waited for where the plan’s credits are in use, and only the last handle is left', async () => {
    const refusal = answerWith(
      429,
      { error: 'temporarily_unavailable', code: 'CREDITS_EXHAUSTED', error_description: 'none left' },
      { 'retry-after': '1' },
    );
    mintMishap = (count) => (count === 1 ? refusal : null);
    const result = await load(env, { with: { 'wait-for-credits': '1m' } });
    expect(result.conclusion).toBe('success');
    expect(result.log).toContain('asking again in');
    expect(mints()).toHaveLength(2);
    expect(revocations()).toHaveLength(1);
  });

  test('that a broker refuses is no secret loaded: red, and nothing was read', async () => {
    mintMishap = () => answerWith(400, { error: 'invalid_request', code: 'POLICY_DENIED' });
    const result = await load(env);
    expect(errorsOf(result)).toEqual([expect.stringContaining('refused (POLICY_DENIED)')]);
    expect(paths()).toEqual([]);
  });
});
