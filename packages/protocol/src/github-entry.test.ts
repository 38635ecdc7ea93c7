import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readConfigFile } from './config-file.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ct-github-entry-'));
});

afterAll(() => rm(directory, { recursive: true }));

const GITHUB = 'https://token.actions.githubusercontent.com';
const ELSEWHERE = 'http://127.0.0.1:9000';

const ISSUERS = [
  GITHUB,
  `${GITHUB}/acme`,
  'https://token.actions.acme.ghe.com',
  'https://ghes.acme.example/_services/token',
  'https://ghes.acme.example:8443/_services/token',
  ELSEWHERE,
];

async function read(github: unknown) {
  const path = join(directory, 'connect-token.yaml');
  const config = {
    public_url: 'https://broker.acme.example',
    listen: '127.0.0.1:8300',
    data_directory: 'data',
    issuers: ISSUERS,
    servers: [{ server: 'Production', connect_url: 'https://connect.acme.example' }],
    policy: 'policy.yaml',
    account: { file: 'account.yaml' },
    connect: { listen: '127.0.0.1:8301' },
    github,
  };
  await writeFile(path, stringify(config));
  return readConfigFile(path);
}

async function mistakesOf(...github: readonly object[]): Promise<readonly string[]> {
  const config = await read(github);
  return config.ok
    ? []
    : config.error.map((failure) => (failure.code === 'FILE_MALFORMED' ? failure.problem : failure.cause));
}

const app = { id: 12345, private_key_file: 'app.pem' };

describe('the GitHub of a configuration', () => {
  test.each([
    [GITHUB, 'github.com', 'https://api.github.com'],
    [`${GITHUB}/acme`, 'github.com', 'https://api.github.com'],
    ['https://token.actions.acme.ghe.com', 'acme.ghe.com', 'https://api.acme.ghe.com'],
    ['https://ghes.acme.example/_services/token', 'ghes.acme.example', 'https://ghes.acme.example/api/v3'],
    [
      'https://ghes.acme.example:8443/_services/token',
      'ghes.acme.example',
      'https://ghes.acme.example:8443/api/v3',
    ],
  ])('with the issuer %s is %s, and is asked at %s', async (issuer, host, apiUrl) => {
    expect(await read([{ issuer, app }])).toMatchObject({
      ok: true,
      value: {
        github: [
          {
            issuer,
            host,
            apiUrl,
            webhookSecretPaths: null,
            credential: { kind: 'app', id: '12345', privateKeyPath: join(directory, 'app.pem') },
          },
        ],
      },
    });
  });

  test('may be asked elsewhere, with a token, and have two secrets', async () => {
    const entry = {
      issuer: GITHUB,
      api_url: 'https://proxy.acme.example/github/',
      webhook_secret_files: ['new.secret', '/run/old.secret'],
      token_file: 'github.token',
    };
    expect(await read([entry])).toMatchObject({
      ok: true,
      value: {
        github: [
          {
            apiUrl: 'https://proxy.acme.example/github',
            webhookSecretPaths: [join(directory, 'new.secret'), '/run/old.secret'],
            credential: { kind: 'token', path: join(directory, 'github.token') },
          },
        ],
      },
    });
  });

  test('is one of the issuers, once', async () => {
    const stranger = { issuer: 'https://evil.example', webhook_secret_files: ['a'] };
    expect(await mistakesOf(stranger)).toEqual([
      'github[0].issuer: `https://evil.example` is none of `issuers`',
    ]);
    expect(await mistakesOf({ issuer: GITHUB, app }, { issuer: GITHUB, token_file: 'a' })).toEqual([
      `github[1].issuer: \`${GITHUB}\` has an entry already`,
    ]);
  });

  test('is there for something, and is asked as one', async () => {
    expect(await mistakesOf({ issuer: GITHUB })).toEqual([
      'github[0]: one of `webhook_secret_files`, `app` and `token_file` is needed',
    ]);
    expect(await mistakesOf({ issuer: GITHUB, app, token_file: 'a' })).toEqual([
      'github[0]: `app` and `token_file` exclude each other',
    ]);
  });

  test('needs `api_url` only where it is asked and the issuer does not tell', async () => {
    expect(await mistakesOf({ issuer: ELSEWHERE, webhook_secret_files: ['a'] })).toEqual([]);
    expect(await mistakesOf({ issuer: ELSEWHERE, app })).toEqual([
      `github[0]: \`api_url\` is needed, because the issuer \`${ELSEWHERE}\` doesn't tell where the API is`,
    ]);
    expect(await mistakesOf({ issuer: ELSEWHERE, app, api_url: 'http://127.0.0.1:1' })).toEqual([]);
  });

  test.each([
    'http://ghes.acme.example/api/v3',
    'https://ghes.acme.example/api/v3?x',
    'https://user@ghes.acme.example/api/v3',
    'https://ghes.acme.example/a/../b',
    'ghes.acme.example',
  ])('is not asked at `%s`', async (api_url) => {
    expect(await mistakesOf({ issuer: GITHUB, app, api_url })).toEqual([
      expect.stringMatching(/^github\[0\]\.api_url: .* is not an https:\/\/ URL such as/),
    ]);
  });

  test('never has three secrets, nor a secret itself', async () => {
    expect(await mistakesOf({ issuer: GITHUB, webhook_secret_files: ['a', 'b', 'c'] })).toEqual([
      'github[0].webhook_secret_files: at most 2 entries',
    ]);
    const [mistake] = await mistakesOf({ issuer: GITHUB, app, webhook_secret: 'canary-secret' });
    expect(mistake).toMatch(/unknown key/);
    expect(mistake).not.toContain('canary');
  });
});
