import { constants, open } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { err, type Failure, ok, type Result } from '@connect-token/core';

/** A thousand references of full length would fit. */
const BYTES_MAX = 2 * 1024 * 1024;

/**
 * The variables of an env file: `NAME=value` lines, quotes and comments as `dotenv` reads them. A relative path starts at the
 * workspace, where the runner starts actions. Fails with `FILE_UNREADABLE`.
 */
export async function readEnvFile(
  path: string,
): Promise<Result<Readonly<Record<string, string | undefined>>, Failure>> {
  const failed = (cause: string) => err({ code: 'FILE_UNREADABLE', path, cause } as const);
  try {
    // A pipe without a writer would be waited for; Windows knows no such thing.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: null }));
      // A pipe might never end.
      if (size === null) return failed('it is not a file');
      if (size > BYTES_MAX) return failed(`it is larger than ${BYTES_MAX} bytes`);
      return ok(parseEnv(await file.readFile('utf8')));
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return failed(code === 'ENOENT' ? 'there is no such file' : `it can't be read (${code})`);
  }
}
