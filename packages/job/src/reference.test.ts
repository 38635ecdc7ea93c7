import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NamedReference, REFERENCES_MAX, referencesIn, vaultsOf } from './reference.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'references-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const envFile = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

const found = async (
  environment: Record<string, string>,
  files: string[] = [],
): Promise<readonly NamedReference[]> => {
  const references = await referencesIn(environment, files);
  if (!references.ok) throw new Error(JSON.stringify(references.error));
  return references.value;
};

const failuresOf = async (environment: Record<string, string>, files: string[] = []) => {
  const references = await referencesIn(environment, files);
  return references.ok ? [] : references.error;
};

describe('the references of an environment', () => {
  test('are its values that begin with `op://`, in the order of their names', async () => {
    const references = await found({
      PATH: '/bin',
      SECRET: 'op://app-cicd/hello-world/secret',
      CODE: 'OP://app-cicd/hello-world/login/code?attribute=otp',
      URL: 'https://op://',
    });
    expect(references).toEqual([
      {
        kind: 'one',
        name: 'CODE',
        text: 'OP://app-cicd/hello-world/login/code?attribute=otp',
        reference: {
          vault: 'app-cicd',
          item: 'hello-world',
          section: 'login',
          field: 'code',
          attribute: 'otp',
        },
        format: 'stored',
      },
      {
        kind: 'one',
        name: 'SECRET',
        text: 'op://app-cicd/hello-world/secret',
        reference: {
          vault: 'app-cicd',
          item: 'hello-world',
          section: undefined,
          field: 'secret',
          attribute: undefined,
        },
        format: 'stored',
      },
    ]);
  });

  test('may ask for a private key in the format of OpenSSH, and for no other one', async () => {
    const key = 'op://app/ssh/private key';
    expect(await found({ KEY: `${key}?ssh-format=openssh` })).toEqual([
      expect.objectContaining({
        format: 'openssh',
        reference: expect.objectContaining({ field: 'private key', attribute: undefined }),
      }),
    ]);
    for (const query of [
      '?ssh-format=pkcs8',
      '?ssh-format=openssh&attribute=otp',
      '?attribute=otp?ssh-format=openssh',
    ])
      expect(await failuresOf({ KEY: `${key}${query}` })).toEqual([
        expect.objectContaining({ code: 'SECRET_REFERENCE_MALFORMED', reference: `${key}${query}` }),
      ]);
  });

  test('include whole items, and sections of them, by a star', async () => {
    const references = await found({ DB: 'op://app/db/*', ADMIN: 'op://app/db/Admin/*' });
    expect(references).toEqual([
      {
        kind: 'whole',
        name: 'ADMIN',
        text: 'op://app/db/Admin/*',
        reference: { vault: 'app', item: 'db', section: 'Admin' },
      },
      {
        kind: 'whole',
        name: 'DB',
        text: 'op://app/db/*',
        reference: { vault: 'app', item: 'db', section: undefined },
      },
    ]);
  });

  test('are none of the inputs of an action', async () => {
    expect(await found({ 'INPUT_ENV-FILE': 'op://app/db/password', input_x: 'op://a/b/c' })).toEqual([]);
  });

  test('are refused all at once, each with its variable, and nothing of a value that is no reference', async () => {
    expect(
      await failuresOf({ A: 'op://app', B: 'op://app/it%20em/field', C: 'op://app/*', D: 'hunter2' }),
    ).toEqual([
      expect.objectContaining({ code: 'SECRET_REFERENCE_MALFORMED', variable: 'A', reference: 'op://app' }),
      expect.objectContaining({ code: 'SECRET_REFERENCE_MALFORMED', variable: 'B' }),
      expect.objectContaining({ code: 'SECRET_REFERENCE_MALFORMED', variable: 'C', reference: 'op://app/*' }),
    ]);
  });

  test.each(['A B', '1A', 'A\nB', 'A=B', 'Ä', `A${'x'.repeat(256)}`])(
    'have a name that every shell and the runner’s files can carry: %j is none',
    async (name) => {
      expect(await failuresOf({ [name]: 'op://app/db/password' })).toEqual([
        expect.objectContaining({ code: 'SECRET_UNUSABLE', variable: name }),
      ]);
    },
  );

  test('are at most a thousand', async () => {
    const environment = Object.fromEntries(
      Array.from({ length: REFERENCES_MAX }, (_, index) => [`S${index}`, 'op://app/db/password']),
    );
    expect(await found(environment)).toHaveLength(REFERENCES_MAX);
    expect(await failuresOf({ ...environment, MORE: 'op://app/db/password' })).toEqual([
      { code: 'SECRETS_TOO_MANY', given: REFERENCES_MAX + 1, limit: REFERENCES_MAX },
    ]);
  });
});

describe('the references of env files', () => {
  test('are read as dotenv reads them, and give way to the environment', async () => {
    const path = envFile(
      'two.env',
      'SECRET=op://app/file/secret\n# a comment\nexport QUOTED="op://app/file/with space" # why\nPLAIN=op://app/file/plain\r\n',
    );
    const references = await found({ SECRET: 'op://app/env/secret' }, [path]);
    expect(references.map(({ name, text }) => `${name} ${text}`)).toEqual([
      'PLAIN op://app/file/plain',
      'QUOTED op://app/file/with space',
      'SECRET op://app/env/secret',
    ]);
  });

  test('of a file that comes first go before those of the next', async () => {
    const files = [envFile('a.env', 'S=op://a/b/c\n'), envFile('b.env', 'S=op://x/y/z\n')];
    expect((await found({}, files)).map(({ text }) => text)).toEqual(['op://a/b/c']);
  });

  test('that can’t be read are all told, with everything else', async () => {
    const missing = join(directory, 'missing.env');
    const pipe = join(directory, 'pipe.env');
    execFileSync('mkfifo', [pipe]);
    const large = envFile('large.env', '#'.repeat(2 * 1024 * 1024 + 1));
    expect(await failuresOf({ A: 'op://app' }, [missing, directory, pipe, large])).toEqual([
      { code: 'FILE_UNREADABLE', path: missing, cause: 'there is no such file' },
      { code: 'FILE_UNREADABLE', path: directory, cause: 'it is not a file' },
      { code: 'FILE_UNREADABLE', path: pipe, cause: 'it is not a file' },
      { code: 'FILE_UNREADABLE', path: large, cause: 'it is larger than 2097152 bytes' },
      expect.objectContaining({ code: 'SECRET_REFERENCE_MALFORMED', variable: 'A' }),
    ]);
  });
});

test('the vaults of references are each named once, whatever their case', async () => {
  const references = await found({ A: 'op://App/db/x', B: 'op://app/db/y', C: 'op://infra/ca/*' });
  expect(vaultsOf(references)).toEqual(['App', 'infra']);
});
