import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitHubConfig } from '@connect-token/protocol/files';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readGitHubInstances } from './secret-files.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ct-github-secrets-'));
});

afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

const secretText = (): string => randomBytes(16).toString('hex');

const config = (over: Partial<GitHubConfig>): GitHubConfig => ({
  issuer: 'https://token.actions.githubusercontent.com',
  host: 'github.com',
  apiUrl: 'https://api.github.com',
  webhookSecretPaths: null,
  credential: null,
  ...over,
});

const causesOf = async (...configs: readonly GitHubConfig[]): Promise<readonly string[]> => {
  const read = await readGitHubInstances(configs);
  return read.ok ? [] : read.error.map((failure) => ('cause' in failure ? failure.cause : failure.code));
};

describe('the secrets of a GitHub', () => {
  test('are read from their files, without the line end', async () => {
    const [first, second] = [secretText(), secretText()];
    const read = await readGitHubInstances([
      config({
        webhookSecretPaths: [await file('first', `${first}\n`), await file('second', second)],
        credential: { kind: 'token', path: await file('token', 'github_pat_0123456789\n') },
      }),
    ]);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const [instance] = read.value;
    expect(instance?.webhookSecrets.map((each) => each.reveal())).toEqual([first, second]);
    expect(instance?.credential?.kind === 'token' && instance.credential.token.reveal()).toBe(
      'github_pat_0123456789',
    );
    expect(JSON.stringify(read)).not.toContain(first);
  });

  test('of an App are an RSA key, in either form of PEM', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const type of ['pkcs1', 'pkcs8'] as const) {
      const privateKeyPath = await file(type, privateKey.export({ type, format: 'pem' }).toString());
      expect(await causesOf(config({ credential: { kind: 'app', id: '1', privateKeyPath } }))).toEqual([]);
    }
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const privateKeyPath = await file('ec', ec.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(await causesOf(config({ credential: { kind: 'app', id: '1', privateKeyPath } }))).toEqual([
      'it holds no RSA private key in PEM, as GitHub makes for an App',
    ]);
  });

  test.each([0o640, 0o604, 0o660])(
    'are refused where others can read or change the file (%o)',
    async (mode) => {
      const path = await file(`open-${mode}`, secretText(), mode);
      expect(await causesOf(config({ webhookSecretPaths: [path] }))).toEqual([
        expect.stringMatching(
          /^others than its owner can read or change it \(mode 0\d{3}\): run `chmod 600`/,
        ),
      ]);
    },
  );

  test('are refused, each with its reason and all at once, and never repeated', async () => {
    const short = await file('short', 'canary-too-low');
    const spaced = await file('spaced', 'canary with spaces');
    const gone = join(directory, 'gone');
    const causes = await causesOf(
      config({ webhookSecretPaths: [short, gone], credential: { kind: 'token', path: spaced } }),
    );
    expect(causes).toEqual([
      'a webhook secret has at least 16 characters',
      'there is no such file',
      'it holds no token of GitHub',
    ]);
    expect(JSON.stringify(causes)).not.toContain('canary');
  });

  test('belong to one host: a delivery of one must not speak for the other', async () => {
    const webhookSecretPaths = [await file('shared', secretText())] as const;
    const other = { issuer: 'https://ghes.acme.example/_services/token', host: 'ghes.acme.example' };
    expect(await causesOf(config({ webhookSecretPaths }), config({ webhookSecretPaths, ...other }))).toEqual([
      'its secret is that of github.com as well: each host needs one of its own',
    ]);
    const slug = { issuer: 'https://token.actions.githubusercontent.com/acme' };
    expect(await causesOf(config({ webhookSecretPaths }), config({ webhookSecretPaths, ...slug }))).toEqual(
      [],
    );
  });
});
