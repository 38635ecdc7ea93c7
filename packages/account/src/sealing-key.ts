import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { err, type FailureOf, ok, type Result } from '@connect-token/core';
import { SEALING_KEY_BYTES, type SealingKey, sealingKey } from './seal.ts';

export const SEALING_KEY_VARIABLE = 'CONNECT_TOKEN_SEALING_KEY';

/** A key takes 45 bytes; a file far beyond that is another file. */
const FILE_BYTES_MAX = 1_024;

type Refusal = FailureOf<'SEALING_KEY_INVALID'>;

export interface SealingKeySource {
  /** Rules where it is given. */
  readonly path: string | null;
  /** Loses its variable, so that no child process and no crash report inherits the key (T43). */
  readonly env: Record<string, string | undefined>;
}

/**
 * The sealing key: base64 of 32 random bytes, a newline at the end allowed, from a file that only its owner can read, or else
 * from the environment variable. Fails with `SEALING_KEY_INVALID`; what was read is never repeated.
 */
export async function readSealingKey({ path, env }: SealingKeySource): Promise<Result<SealingKey, Refusal>> {
  const variable = env[SEALING_KEY_VARIABLE];
  delete env[SEALING_KEY_VARIABLE];
  if (path !== null) {
    const text = await readPrivateFile(path);
    return text.ok ? parseSealingKey(path, text.value) : text;
  }
  if (variable !== undefined) return parseSealingKey(SEALING_KEY_VARIABLE, variable);
  return refuse(
    SEALING_KEY_VARIABLE,
    'is missing: the variable is not set, and the configuration names no `sealing_key_file`',
  );
}

/** The key of before, where the configuration names its file: it is never in the environment. */
export const readPreviousSealingKey = async (
  path: string | null,
): Promise<Result<SealingKey | null, Refusal>> =>
  path === null ? ok(null) : readSealingKey({ path, env: {} });

const refuse = (source: string, problem: string): Result<never, Refusal> =>
  err({ code: 'SEALING_KEY_INVALID', source, problem });

function parseSealingKey(source: string, text: string): Result<SealingKey, Refusal> {
  const base64 = text.replace(/\r?\n$/, '');
  const bytes = Buffer.from(base64, 'base64');
  // Node decodes whatever it is given; only what encodes back to the same text was base64.
  const isKey = bytes.length === SEALING_KEY_BYTES && bytes.toString('base64') === base64;
  return isKey
    ? ok(sealingKey(bytes))
    : refuse(source, `is not base64 of exactly ${SEALING_KEY_BYTES} bytes`);
}

async function readPrivateFile(path: string): Promise<Result<string, Refusal>> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe waits for its writer for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // The opened file is looked at, not its name: nothing can be put in its place in between.
    const stat = await file.stat();
    if (!stat.isFile()) return refuse(path, 'is not in a regular file');
    if ((stat.mode & 0o077) !== 0) return refuse(path, openToOthers(stat.mode));
    if (stat.size > FILE_BYTES_MAX) return refuse(path, `is in a file larger than ${FILE_BYTES_MAX} bytes`);
    return ok(await file.readFile('utf8'));
  } catch (cause) {
    return refuse(path, reasonOf(cause));
  } finally {
    await file?.close();
  }
}

const openToOthers = (mode: number): string =>
  `can be read or changed by others than its owner (mode ${(mode & 0o777).toString(8).padStart(4, '0')}): run \`chmod 600\` on the file, and make a new key where somebody may have read it`;

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'is missing: there is no such file',
  EACCES: "can't be read: permission denied",
};

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
  return READ_ERRORS[code] ?? `can't be read: ${code}`;
}
