import { randomBytes } from 'node:crypto';
import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import { ACCOUNT_EXAMPLE, CONFIG_EXAMPLE, EXAMPLE_FILES, POLICY_EXAMPLE } from './example.ts';

/** As much as AES-256 takes. */
const SEALING_KEY_BYTES = 32;

/** All of them hold secrets, or say who gets some. */
const OWNER_ONLY = 0o600;

/**
 * A configuration, and beside it what it names: a policy, an account and a sealing key. All of them, or none where one of their
 * names is taken: nothing is overwritten. Answers with what to do next.
 */
export async function writeExample(configPath: string): Promise<Result<string, NonEmpty<Failure>>> {
  const directory = dirname(configPath);
  const files = [
    [configPath, CONFIG_EXAMPLE],
    [join(directory, EXAMPLE_FILES.policy), POLICY_EXAMPLE],
    [join(directory, EXAMPLE_FILES.account), ACCOUNT_EXAMPLE],
    [join(directory, EXAMPLE_FILES.sealingKey), `${randomBytes(SEALING_KEY_BYTES).toString('base64')}\n`],
  ] as const;
  const made: string[] = [];
  for (const [path, text] of files) {
    const failure = await writeNew(path, text);
    if (failure === undefined) {
      made.push(path);
      continue;
    }
    await Promise.all(made.map((each) => unlink(each).catch(() => {})));
    return err([failure]);
  }
  return ok(`${made.map((path) => `${path}\n`).join('')}\nNext:\n  connect serve --config ${configPath}\n`);
}

async function writeNew(path: string, text: string): Promise<Failure | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause';
    const cause = code === 'EEXIST' ? 'it exists already, and `--init` overwrites nothing' : code;
    return { code: 'FILE_UNWRITABLE', path, cause };
  }
}
