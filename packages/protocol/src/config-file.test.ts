import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readConfigFile } from './config-file.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ct-config-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

const SMALLEST = {
  public_url: 'https://broker.acme.example',
  listen: '127.0.0.1:8300',
  data_directory: 'data',
  issuers: ['https://token.actions.githubusercontent.com'],
  servers: [{ server: 'Production', connect_url: 'https://connect.acme.example' }],
  policy: 'policy.yaml',
  account: { file: 'account.yaml' },
  connect: { listen: '127.0.0.1:8301' },
};

const read = async (content: object | string) => {
  const path = join(directory, 'connect-token.yaml');
  await writeFile(path, typeof content === 'string' ? content : stringify(content));
  return readConfigFile(path);
};

const mistakesOf = async (over: object): Promise<readonly string[]> => {
  const config = await read({ ...SMALLEST, ...over });
  if (config.ok) return [];
  return config.error.map((failure) => (failure.code === 'FILE_MALFORMED' ? failure.problem : failure.cause));
};

describe('a configuration', () => {
  test('needs little: the rest has defaults, and paths are meant from its directory', async () => {
    expect(await read(SMALLEST)).toEqual({
      ok: true,
      value: {
        publicUrl: 'https://broker.acme.example',
        listen: { host: '127.0.0.1', port: 8300 },
        dataDirectory: join(directory, 'data'),
        issuers: ['https://token.actions.githubusercontent.com'],
        audience: 'https://broker.acme.example',
        servers: [{ server: 'Production', connectUrl: 'https://connect.acme.example' }],
        policyPath: join(directory, 'policy.yaml'),
        plan: { kind: 'unlimited' },
        ceilings: [],
        account: {
          path: join(directory, 'account.yaml'),
          sealingKeyPath: null,
          previousSealingKeyPath: null,
          allowEveryone: false,
        },
        connect: {
          listen: { host: '127.0.0.1', port: 8301 },
          activity: 'batched',
          activityKeep: 7_776_000,
        },
        management: null,
        metrics: null,
        auditLines: null,
        github: [],
        logLevel: 'info',
      },
    });
  });

  test('may say everything', async () => {
    expect(
      await read({
        ...SMALLEST,
        public_url: 'HTTPS://Broker.Acme.Example/',
        data_directory: '/var/lib/ct',
        issuers: ['https://ghes.acme.example/_services/token', 'http://localhost:9000'],
        audience: 'connect-token',
        plan: { metered: 100 },
        ceilings: [
          { server: 'Production', limit: 40 },
          { vault: 'Production', limit: 100 },
        ],
        account: {
          file: '../account.yaml',
          sealing_key_file: '/run/key',
          previous_sealing_key_file: 'old.key',
          allow_everyone: true,
        },
        connect: { listen: '127.0.0.1:8301', activity: 'durable', activity_keep: '1d' },
        management: { listen: '[::1]:8302' },
        log_level: 'debug',
      }),
    ).toMatchObject({
      ok: true,
      value: {
        publicUrl: 'https://broker.acme.example',
        dataDirectory: '/var/lib/ct',
        issuers: ['https://ghes.acme.example/_services/token', 'http://localhost:9000'],
        audience: 'connect-token',
        plan: { kind: 'metered', limit: 100 },
        ceilings: [
          { kind: 'server', server: 'Production', limit: 40 },
          { kind: 'vault', vault: 'Production', limit: 100 },
        ],
        account: {
          path: join(directory, '..', 'account.yaml'),
          sealingKeyPath: '/run/key',
          previousSealingKeyPath: join(directory, 'old.key'),
          allowEveryone: true,
        },
        connect: { activity: 'durable', activityKeep: 86_400 },
        management: { listen: { host: '::1', port: 8302 } },
        logLevel: 'debug',
      },
    });
  });

  test('keeps activity for a day at least', async () => {
    const keep = (activity_keep: string) => mistakesOf({ connect: { ...SMALLEST.connect, activity_keep } });
    expect(await keep('24h')).toEqual([]);
    for (const wrong of ['23h59m59s', 'for ever'])
      expect(await keep(wrong)).toEqual([
        expect.stringContaining(`\`${wrong}\` is not a duration of at least a day`),
      ]);
  });

  test('that is missing is unreadable', async () => {
    expect(await readConfigFile(join(directory, 'gone.yaml'))).toMatchObject({
      ok: false,
      error: [{ code: 'FILE_UNREADABLE', cause: 'there is no such file' }],
    });
  });

  test('is refused with all its mistakes at once, each at its line', async () => {
    const text = `public_url: http://broker.acme.example
listen: 8300
issuers: []
servers:
  - server: ''
    connect_url: connect.acme.example
  - connect_url: https://connect.acme.example/v1
policy: ''
plan: metered
account:
  file: account.yaml
  sealing_key: abc
connect: {}
log_level: trace
public: yes
`;
    const config = await read(text);
    expect(config.ok ? [] : config.error).toEqual(
      [
        [
          1,
          1,
          'public_url: `http://broker.acme.example` is not an origin such as `https://broker.acme.example` (http:// is for loopback only)',
        ],
        [1, 1, 'data_directory: is missing'],
        [2, 1, 'listen: is a number, a text is needed'],
        [3, 1, 'issuers: is empty'],
        [5, 5, 'servers[0].server: is empty'],
        [
          6,
          5,
          'servers[0].connect_url: `connect.acme.example` is not an origin such as `https://broker.acme.example` (http:// is for loopback only)',
        ],
        [7, 5, 'servers[1].server: is missing'],
        [
          7,
          5,
          'servers[1].connect_url: `https://connect.acme.example/v1` is not an origin such as `https://broker.acme.example` (http:// is for loopback only)',
        ],
        [8, 1, 'policy: is empty'],
        [9, 1, 'plan: a plan is `unlimited` or `metered: <credits>`, from 1 to 1000000'],
        [
          12,
          3,
          'account.sealing_key: unknown key; allowed are `file`, `sealing_key_file`, `previous_sealing_key_file`, `allow_everyone`',
        ],
        [13, 1, 'connect.listen: is missing'],
        [14, 1, 'log_level: one of `debug`, `info`, `warn`, `error` is needed'],
        [
          15,
          1,
          'public: unknown key; allowed are `public_url`, `listen`, `data_directory`, `issuers`, `audience`, `servers`, `policy`, `plan`, `ceilings`, `account`, `connect`, `management`, `metrics`, `audit`, `github`, `log_level`',
        ],
      ].map(([line, column, problem]) => ({
        code: 'FILE_MALFORMED',
        path: join(directory, 'connect-token.yaml'),
        line,
        column,
        problem,
      })),
    );
  });
});

describe('the ceiling of a server or a vault', () => {
  test.each<[object, RegExp]>([
    [{ server: 'Production' }, /a ceiling is a `server` or a `vault`, and its `limit` in credits/],
    [{ limit: 3 }, /a ceiling is/],
    [{ server: 'Production', vault: 'Production', limit: 3 }, /a ceiling is/],
    [{ vault: 'Production', limit: 0 }, /a ceiling is/],
    [{ vault: 'Production', limit: 1_000_001 }, /a ceiling is/],
    [{ vault: '', limit: 1 }, /a ceiling is/],
  ])('not `%j`', async (ceiling, problem) => {
    expect((await mistakesOf({ ceilings: [ceiling] }))[0]).toMatch(problem);
  });

  test('may be from one credit to a million', async () => {
    const ceilings = [
      { vault: 'a', limit: 1 },
      { vault: 'b', limit: 1_000_000 },
    ];
    expect(await mistakesOf({ ceilings })).toEqual([]);
  });
});

describe('where it listens', () => {
  test.each([
    ['127.0.0.1:8300', { host: '127.0.0.1', port: 8300 }],
    ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
    ['[::1]:8300', { host: '::1', port: 8300 }],
    ['[2001:DB8::1]:1', { host: '2001:DB8::1', port: 1 }],
  ])('`%s`', async (listen, value) => {
    expect(await read({ ...SMALLEST, listen })).toMatchObject({ ok: true, value: { listen: value } });
  });

  test.each([
    '127.0.0.1',
    ':8300',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:100000',
    '127.0.0.1:-1',
    '::1:8300',
    '[::1]',
    '[x]:1',
    'a b:1',
    'http://127.0.0.1:8300',
    '127.0.0.1:8300\n',
  ])('not `%s`', async (listen) => {
    expect((await mistakesOf({ listen }))[0]).toMatch(/^listen: .* is not `host:port`, such as/);
  });
});

describe('an issuer', () => {
  test.each([
    'https://token.actions.githubusercontent.com',
    'https://token.actions.githubusercontent.com/acme',
    'https://ghes.acme.example/_services/token',
    'https://ghes.acme.example:8443/_services/token',
    'https://token.actions.acme.ghe.com/',
    'http://127.0.0.1:9000',
    'http://localhost:9000',
  ])('may be `%s`, and is kept as it is', async (issuer) => {
    expect(await read({ ...SMALLEST, issuers: [issuer] })).toMatchObject({
      ok: true,
      value: { issuers: [issuer] },
    });
  });

  test.each([
    'http://token.actions.githubusercontent.com',
    'HTTPS://token.actions.githubusercontent.com',
    'https://Token.actions.githubusercontent.com',
    'https://token.actions.githubusercontent.com:443',
    'https://token.actions.githubusercontent.com?x',
    'https://token.actions.githubusercontent.com#',
    'https://token.actions.githubusercontent.com/a/../b',
    'https://user@token.actions.githubusercontent.com',
    'https://tökén.example',
    ' https://token.actions.githubusercontent.com',
    'token.actions.githubusercontent.com',
    'http://localhost.evil',
    '',
  ])('may not be `%s`', async (issuer) => {
    expect((await mistakesOf({ issuers: [issuer] }))[0]).toMatch(
      /^issuers\[0\]: an issuer is an https:\/\/ URL/,
    );
  });

  test('twenty are accepted, and one more is not', async () => {
    const issuers = (count: number) =>
      Array.from({ length: count }, (_, at) => `https://issuer-${at}.example`);
    expect(await mistakesOf({ issuers: issuers(20) })).toEqual([]);
    expect(await mistakesOf({ issuers: issuers(21) })).toEqual(['issuers: at most 20 entries']);
  });
});

describe('what reaches others', () => {
  test.each([
    'http://broker.acme.example',
    'https://broker.acme.example/x',
    'broker.acme.example',
    'https://u@broker.acme.example',
  ])('is neither the broker nor a server at `%s`', async (url) => {
    expect(await mistakesOf({ public_url: url })).toEqual([
      expect.stringMatching(/^public_url: .* is not an origin/),
    ]);
    expect(await mistakesOf({ servers: [{ server: 'S', connect_url: url }] })).toEqual([
      expect.stringMatching(/^servers\[0\].connect_url: .* is not an origin/),
    ]);
  });

  test('may be loopback without TLS', async () => {
    const servers = [{ server: 'S', connect_url: 'http://127.0.0.1:8301' }];
    expect(await mistakesOf({ public_url: 'http://localhost:8300', servers })).toEqual([]);
  });

  test('a message shows what was given in one short line', async () => {
    const [mistake] = await mistakesOf({ public_url: `https://x/${'y\n'.repeat(500)}` });
    expect(mistake?.length).toBeLessThan(260);
    expect(mistake).not.toContain('\n');
  });
});

describe('a plan', () => {
  test.each([1, 1_000_000])('may be metered at %i', async (metered) => {
    expect(await mistakesOf({ plan: { metered } })).toEqual([]);
  });

  test.each([0, -1, 1.5, 1_000_001, '5', null])('may not be metered at %j', async (metered) => {
    expect(await mistakesOf({ plan: { metered } })).toHaveLength(1);
  });

  test.each(['free', 'Unlimited', {}, [], null, 5])('is not %j', async (plan) => {
    expect(await mistakesOf({ plan })).toEqual([
      'plan: a plan is `unlimited` or `metered: <credits>`, from 1 to 1000000',
    ]);
  });

  test('has no other key', async () => {
    expect(await mistakesOf({ plan: { metered: 5, more: 1 } })).toEqual([
      'plan.more: unknown key; allowed are `metered`',
    ]);
  });
});
