import { describe, expect, test } from 'vitest';
import { parseInputs } from './inputs.ts';

const GOOD: Readonly<Record<string, string>> = {
  'broker-url': 'https://broker.acme.example',
  vaults: 'Production,r',
  'expires-in': '15m',
  'export-env': 'false',
};

const parse = (more: Readonly<Record<string, string>> = {}) =>
  parseInputs((name) => ({ ...GOOD, ...more })[name] ?? '');

describe('inputs', () => {
  test('are parsed once: the broker is the audience, the broker says the host', () => {
    expect(parse()).toEqual({
      ok: true,
      value: {
        brokerUrl: 'https://broker.acme.example',
        server: undefined,
        vaults: [{ vault: 'Production', access: 'r', line: 1 }],
        references: null,
        lifetime: 900,
        audience: 'https://broker.acme.example',
        connectHost: undefined,
        use: { kind: 'outputs' },
        waitForCredits: 0,
        onRevokeFailure: 'warn',
      },
    });
  });

  test('that are empty count as left out, as when a workflow passes an empty input on', () => {
    const empty = { server: '', audience: ' ', 'connect-host': '', 'expires-in': '', 'export-env': '' };
    expect(parse(empty)).toEqual(parse());
  });

  test('lose the space around them, and a slash after an origin', () => {
    expect(parse({ 'broker-url': ' https://broker.acme.example/ \n', 'export-env': 'true ' })).toMatchObject({
      value: { brokerUrl: 'https://broker.acme.example', use: { kind: 'environment' } },
    });
  });

  test('count the lines of `vaults` as they were written, blank ones too', () => {
    expect(parse({ vaults: '\n\nProduction:r\n' })).toMatchObject({
      error: [
        {
          input: 'vaults',
          failure: { code: 'VAULT_LINE_MALFORMED', line: 3, suggestion: 'Production,r' },
        },
      ],
    });
  });

  test.each([
    'http://broker.acme.example',
    'https://broker.acme.example/path',
    'https://user@broker.acme.example',
    'https://broker.acme.example?x',
    'broker.acme.example',
    'file:///etc/passwd',
  ])('refuse the broker URL `%s`', (url) => {
    expect(parse({ 'broker-url': url })).toMatchObject({
      error: [{ failure: { code: 'URL_INSECURE', url } }],
    });
    expect(parse({ 'connect-host': url })).toMatchObject({
      error: [{ failure: { code: 'URL_INSECURE', url } }],
    });
  });

  test.each(['http://127.0.0.1:8300', 'http://localhost:8300', 'http://[::1]:8300'])(
    'take loopback `%s`',
    (url) => {
      expect(parse({ 'broker-url': url })).toMatchObject({ ok: true });
    },
  );

  test.each(['True', 'TRUE', 'yes', '1', 'on'])('take `%s` for no boolean', (text) => {
    expect(parse({ 'export-env': text })).toMatchObject({
      error: [{ failure: { code: 'INPUT_INVALID', given: text } }],
    });
  });

  test('take an audience of 1,024 characters, and not of one more', () => {
    expect(parse({ audience: 'a'.repeat(1_024) })).toMatchObject({ ok: true });
    expect(parse({ audience: 'a'.repeat(1_025) })).toMatchObject({
      error: [{ failure: { code: 'INPUT_INVALID' } }],
    });
  });
});

/** The mistakes in inputs: `input: CODE`, in order. */
const mistakesIn = (more: Readonly<Record<string, string>>): readonly string[] => {
  const parsed = parse(more);
  return parsed.ok ? [] : parsed.error.map(({ input, failure }) => `${input}: ${failure.code}`);
};

describe('what becomes of the token', () => {
  test('is said once: outputs, the environment of the job, or of one command', () => {
    expect(parse()).toMatchObject({ value: { use: { kind: 'outputs' } } });
    expect(parse({ 'export-env': 'true', 'env-prefix': 'STAGING_' })).toMatchObject({
      value: {
        use: {
          kind: 'environment',
          names: { host: 'STAGING_OP_CONNECT_HOST', token: 'STAGING_OP_CONNECT_TOKEN' },
          overwrite: false,
        },
      },
    });
    expect(parse({ run: 'node\ndeploy.mjs\n--to=a b\n' })).toMatchObject({
      value: {
        use: {
          kind: 'command',
          names: { token: 'OP_CONNECT_TOKEN' },
          command: { program: 'node', args: ['deploy.mjs', '--to=a b'] },
        },
      },
    });
  });

  test('is nothing in a dry run, whatever else is said', () => {
    const rehearsal = { value: { use: { kind: 'rehearsal' } } };
    expect(parse({ 'dry-run': 'true' })).toMatchObject(rehearsal);
    expect(parse({ 'dry-run': 'true', 'export-env': 'true' })).toMatchObject(rehearsal);
    expect(parse({ 'dry-run': 'true', run: 'node' })).toMatchObject(rehearsal);
  });

  test('isn’t said twice, and no input stands without an effect', () => {
    expect(mistakesIn({ run: 'node', 'export-env': 'true' })).toEqual(['export-env: INPUT_REFUSED']);
    expect(mistakesIn({ overwrite: 'true' })).toEqual(['overwrite: INPUT_REFUSED']);
    expect(mistakesIn({ 'env-prefix': 'A_' })).toEqual(['env-prefix: INPUT_REFUSED']);
    expect(mistakesIn({ overwrite: 'yes', 'dry-run': '1', 'env-prefix': 'a-b' })).toEqual([
      'overwrite: INPUT_INVALID',
      'dry-run: INPUT_INVALID',
      'env-prefix: INPUT_INVALID',
    ]);
  });

  test.each(['1A', 'A B', 'A=', 'GITHUB_', 'runner_X', 'INPUT_', 'Ä', `A${'b'.repeat(64)}`])(
    'doesn’t begin its variables with `%s`',
    (prefix) => {
      expect(mistakesIn({ 'export-env': 'true', 'env-prefix': prefix })).toEqual([
        'env-prefix: INPUT_INVALID',
      ]);
    },
  );
});

describe('the wait for credits', () => {
  test('is up to ten minutes, and none by default', () => {
    expect(parse({ 'wait-for-credits': '0' })).toMatchObject({ value: { waitForCredits: 0 } });
    expect(parse({ 'wait-for-credits': '10m' })).toMatchObject({ value: { waitForCredits: 600 } });
    for (const wait of ['10m1s', '-1', 'true', '5'])
      expect(mistakesIn({ 'wait-for-credits': wait })).toEqual(['wait-for-credits: INPUT_INVALID']);
  });
});

describe('a failed revocation', () => {
  test('warns or fails, and nothing else', () => {
    expect(parse({ 'on-revoke-failure': 'fail' })).toMatchObject({ value: { onRevokeFailure: 'fail' } });
    expect(mistakesIn({ 'on-revoke-failure': 'ignore' })).toEqual(['on-revoke-failure: INPUT_INVALID']);
  });

  test.each(['skip-revoke', 'skip-token-revoke'])(
    'is never wished for: `%s` is refused with a reason',
    (input) => {
      expect(parse({ [input]: 'true' })).toMatchObject({
        error: [
          { input, failure: { code: 'INPUT_REFUSED', reason: expect.stringContaining('`expires-in`') } },
        ],
      });
      expect(parse({ [input]: 'false' })).toEqual(parse());
    },
  );
});

describe('references', () => {
  test('may name all the vaults there are, and then `vaults` may be empty', () => {
    expect(parse({ vaults: '', 'references-in': ' env \n\n./app.env\r\n' })).toMatchObject({
      value: { vaults: [], references: { environment: true, files: ['./app.env'] } },
    });
    expect(mistakesIn({ vaults: ' ', 'references-in': ' \n ' })).toEqual(['vaults: VAULTS_EMPTY']);
    expect(mistakesIn({ vaults: 'a:r', 'references-in': 'env' })).toEqual(['vaults: VAULT_LINE_MALFORMED']);
  });
});
