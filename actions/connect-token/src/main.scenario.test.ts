import { fileURLToPath } from 'node:url';
import {
  answerWith,
  SCRIPTED_LEASE_ID,
  type StepResult,
  scanBytes,
  scriptedJobs,
} from '@connect-token/testkit';
import { afterEach, describe, expect, test } from 'vitest';

/** The repository: `action.yml` is at its root, and names the committed bundle. */
const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

const { stage, close } = scriptedJobs(actionDir);

afterEach(close);

/** The link below an annotation, which tells its code once more. */
const LINK = /\nwhat it means: docs\/errors\.md#\w+$/;

/** The annotations of a kind, in order. */
const said = (result: StepResult, kind: 'error' | 'warning' | 'notice'): readonly string[] =>
  result.commands.filter(({ name }) => name === kind).map(({ message }) => message.replace(LINK, ''));

const COMMANDS = ['add-mask', 'error', 'warning'];

describe('a step that works', () => {
  test('ends green with its outputs, and gives the environment of later steps nothing', async () => {
    const job = await stage();
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'success', exitCode: 0, stderr: '', env: {}, path: [] });
    const [token] = job.broker.tokens;
    expect(result.outputs).toEqual({
      token,
      'connect-host': 'https://connect.acme.example',
      'expires-at': expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
      'lease-id': SCRIPTED_LEASE_ID,
      vaults: '[{"id":"vaultaaaaaaaaaaaaaaaaaaaaa","name":"Production","permissions":["read"]}]',
    });
  });

  test('says an expiry that is at most as far away as the broker said', async () => {
    const job = await stage();
    const before = Date.now();
    const { outputs } = await job.start().done;
    const expiresAt = Date.parse(outputs['expires-at'] ?? '');
    expect(expiresAt).toBeGreaterThan(before + 899_000 - 1);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 900_000);
  });

  test('asks for what its inputs say, for fifteen minutes, with an ID token for the broker', async () => {
    const job = await stage();
    await job.start({ with: { server: 'Production', vaults: 'Production,r\n\n Shared configuration \n' } })
      .done;
    expect(job.idTokens.audiences).toEqual([job.broker.url]);
    const [mint] = job.broker.mints;
    expect(mint?.form).toMatchObject({ audience: 'Production', subject_token: job.idTokens.issued[0] });
    expect(JSON.parse(mint?.form['authorization_details'] ?? '')).toEqual([
      {
        type: 'connect_vaults',
        vaults: [{ vault: 'Production', permissions: ['read'] }, { vault: 'Shared configuration' }],
        expires_in: 900,
      },
    ]);
  });

  test('takes an audience, a Connect host and a lifetime of its own', async () => {
    const job = await stage();
    const inputs = { audience: 'acme', 'connect-host': 'http://localhost:8080/', 'expires-in': '1h30m' };
    const result = await job.start({ with: inputs }).done;
    expect(job.idTokens.audiences).toEqual(['acme']);
    expect(result.outputs['connect-host']).toBe('http://localhost:8080');
    expect(job.broker.mints[0]?.form['authorization_details']).toContain('"expires_in":5400');
  });

  test('exports the two variables only where it is told to', async () => {
    const job = await stage();
    const exported = await job.start({ with: { 'export-env': 'true' } }).done;
    expect(exported.env).toEqual({
      OP_CONNECT_HOST: 'https://connect.acme.example',
      OP_CONNECT_TOKEN: job.broker.tokens[0],
    });
    expect(said(exported, 'warning')).toEqual([]);
  });

  test('shows the token, the ID token and the handle in `::add-mask::` only, in no encoding anywhere else', async () => {
    const job = await stage();
    const result = await job.start({ with: { 'export-env': 'true' } }).done;
    const secrets = {
      token: job.broker.tokens[0] ?? '',
      idToken: job.idTokens.issued[0] ?? '',
      handle: result.state['handle-1'] ?? '',
    };
    const printed = result.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    expect(scanBytes(secrets, 'stdout', printed.join('\n'))).toEqual([]);
    expect(scanBytes(secrets, 'log', result.log)).toEqual([]);
    expect(scanBytes(secrets, 'summary', result.summary)).toEqual([]);
    // The scan itself sees what there is to see.
    expect(scanBytes(secrets, 'stdout', result.stdout).map(({ secret }) => secret)).toEqual(
      expect.arrayContaining(['token', 'idToken', 'handle']),
    );
    expect(result.masks).toEqual(expect.arrayContaining(Object.values(secrets)));
  });

  test('masks before it publishes: the last mask stands before the first other line', async () => {
    const job = await stage();
    const { stdout } = await job.start().done;
    const lines = stdout.trimEnd().split('\n');
    const firstOther = lines.findIndex((line) => !line.startsWith('::add-mask::'));
    expect(lines.slice(firstOther)).toEqual([
      expect.stringMatching(/^a Connect token for `Production` until /),
    ]);
  });

  test('tells the job’s page what was granted, until when and what it costs', async () => {
    const job = await stage();
    const { summary, outputs } = await job.start().done;
    expect(summary).toContain('| Production | vaultaaaaaaaaaaaaaaaaaaaaa | read |');
    expect(summary).toContain(outputs['expires-at']);
    expect(summary).toContain('1 vault access credit ');
    expect(summary).toContain(SCRIPTED_LEASE_ID);
  });

  test('doesn’t lose its token where the page can’t be written', async () => {
    const job = await stage();
    const env = { ...job.idTokens.env, GITHUB_STEP_SUMMARY: '/nowhere/summary' };
    const result = await job.start({ env }).done;
    expect(result).toMatchObject({ conclusion: 'success', outputs: { token: job.broker.tokens[0] } });
    expect(result.log).toContain('the job summary could not be written');
  });

  test('remembers the handle under which it asks, the broker, the lease and its times: no token', async () => {
    const job = await stage();
    const { state, outputs } = await job.start().done;
    expect(state).toEqual({
      'broker-url': job.broker.url,
      'handle-1': expect.stringMatching(/^cth_[\w-]{43}$/),
      'lease-id': SCRIPTED_LEASE_ID,
      'expires-at': outputs['expires-at'],
      'on-revoke-failure': 'warn',
      lifetime: '900',
      'lifetime-max': '3600',
    });
  });
});

describe('a step that is refused', () => {
  test('by a denial ends red with the code, the event and nothing else', async () => {
    const denial = { code: 'POLICY_DENIED', message: 'the trust policy does not allow this' };
    const job = await stage({
      mint: () =>
        answerWith(400, {
          error: 'invalid_request',
          ...denial,
          event_id: '01JD0000000000000000000001',
          errors: [denial],
        }),
    });
    const result = await job.start().done;
    expect(result).toMatchObject({ conclusion: 'failure', exitCode: 1, outputs: {}, env: {}, stderr: '' });
    expect(said(result, 'error')).toEqual([
      `BROKER_REFUSED: the broker \`${job.broker.url}\` refused (POLICY_DENIED, event 01JD0000000000000000000001): the trust policy does not allow this`,
    ]);
    expect(job.broker.mints).toHaveLength(1);
  });

  test('without `id-token: write` names the block to add, before the broker hears of it', async () => {
    const job = await stage();
    const result = await job.start({ env: {} }).done;
    expect(result).toMatchObject({ conclusion: 'failure', state: {}, outputs: {} });
    expect(said(result, 'error')).toEqual([
      expect.stringMatching(
        /^OIDC_PERMISSION_MISSING: .*permissions:\n {2}contents: read\n {2}id-token: write$/s,
      ),
    ]);
    expect(job.broker.mints).toEqual([]);
  });

  test('for its inputs says every mistake at once, before any effect', async () => {
    const job = await stage();
    const result = await job.start({
      with: {
        'broker-url': 'http://broker.acme.example',
        vaults: '\nProd:r\na,b\nProduction\nProduction\n',
        'expires-in': 'soon',
        'connect-host': 'https://connect.acme.example/v1',
        'export-env': 'yes',
        server: 'Pro\nduction',
        audience: 'a\u001b[31m',
      },
    }).done;
    expect(said(result, 'error').map((message) => message.split(':')[0])).toEqual([
      'URL_INSECURE',
      'INPUT_INVALID',
      'VAULT_LINE_MALFORMED',
      'VAULT_LINE_MALFORMED',
      'VAULT_REPEATED',
      'DURATION_MALFORMED',
      'INPUT_INVALID',
      'URL_INSECURE',
      'INPUT_INVALID',
    ]);
    expect(result).toMatchObject({ conclusion: 'failure', state: {}, outputs: {}, summary: '' });
    expect([job.idTokens.audiences, job.broker.mints]).toEqual([[], []]);
  });

  test.each([
    ['0', 'DURATION_MALFORMED'],
    ['-5m', 'DURATION_MALFORMED'],
    ['10y', 'DURATION_MALFORMED'],
    ['soon', 'DURATION_MALFORMED'],
    ['59s', 'LIFETIME_OUT_OF_RANGE'],
    ['24h1s', 'LIFETIME_OUT_OF_RANGE'],
  ])('for `expires-in: %s` says %s', async (text, code) => {
    const job = await stage();
    const result = await job.start({ with: { 'expires-in': text } }).done;
    expect(said(result, 'error')).toEqual([expect.stringContaining(`${code}: `)]);
    expect(job.broker.mints).toEqual([]);
  });

  test('for nothing at all names what is missing', async () => {
    const job = await stage();
    const result = await job.start({ with: { 'broker-url': '', vaults: ' \n ' } }).done;
    expect(said(result, 'error')).toEqual([
      'INPUT_MISSING: the input `broker-url` is missing, such as `https://broker.acme.example`',
      expect.stringContaining('VAULTS_EMPTY: '),
    ]);
  });
});

describe('a step whose state can’t be kept', () => {
  test('asks nobody for a token, and ends red without a line of its own code', async () => {
    const job = await stage();
    const result = await job.start({ env: { ...job.idTokens.env, GITHUB_STATE: '/nowhere/state' } }).done;
    expect(result).toMatchObject({ conclusion: 'failure', stderr: '', outputs: {} });
    expect(said(result, 'error')).toEqual([
      expect.stringMatching(/^INTERNAL: unexpected Error at [\w-]+\.js:\d+:\d+: /),
    ]);
    expect(job.broker.mints).toEqual([]);
  });
});

describe('hostile text', () => {
  test('of a refusal starts no line and no command', async () => {
    const evil = 'no\r\n::add-path::/tmp/evil\n::stop-commands::x\u001b[2J\u2028::error::';
    const job = await stage({
      mint: () =>
        answerWith(400, {
          error: evil,
          error_description: evil,
          code: evil,
          event_id: evil,
          errors: [{ code: evil, message: evil }],
        }),
    });
    const result = await job.start().done;
    expect(result.commands.map(({ name }) => name).filter((name) => !COMMANDS.includes(name))).toEqual([]);
    expect(result.stdout.split('\n').filter((line) => /^\s*::(?!add-mask|error)/.test(line))).toEqual([]);
    expect(result.stdout).not.toMatch(/\p{Zl}|(?!\n)\p{Cc}/u);
    expect(result).toMatchObject({ conclusion: 'failure', path: [] });
    expect(said(result, 'error')).toHaveLength(1);
  });

  test('in the names of vaults, servers and rules breaks neither the log, nor the page, nor the outputs', async () => {
    const name = 'a\n::add-path::/x\n| b | <img src=x> **bold** [link](https://evil.example) `code`';
    const job = await stage({
      answer: {
        rule: name,
        authorization_details: [
          {
            type: 'connect_vaults',
            locations: ['https://connect.acme.example'],
            server: { id: 'S', name },
            vaults: [{ vault: 'v', name, permissions: ['read', 'write'] }],
            expires_in: 900,
          },
        ],
      },
    });
    const result = await job.start({ with: { 'expires-in': '2h' } }).done;
    expect(result).toMatchObject({ conclusion: 'success', path: [], problems: [] });
    const commands = result.commands.filter(({ name: command }) => command !== 'add-mask');
    expect(commands.map(({ name: command, message }) => [command, message.split('\n').length])).toEqual([
      ['notice', 1],
    ]);
    expect(JSON.parse(result.outputs['vaults'] ?? '')).toEqual([
      { id: 'v', name, permissions: ['read', 'write'] },
    ]);
    expect(result.summary.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
    expect(result.summary).not.toMatch(/<img|\*\*bold|\]\(http|https:\/\/evil/);
  });
});
