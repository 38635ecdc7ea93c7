import { open } from 'node:fs/promises';
import { err, type Failure, ok, type Result } from '@connect-token/core';

/** As large as the largest account file, with its files. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** A file's text. Fails with `FILE_UNREADABLE`. */
export async function readTextFile(path: string): Promise<Result<string, Failure>> {
  const refuse = (cause: string): Result<never, Failure> => err({ code: 'FILE_UNREADABLE', path, cause });
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > FILE_BYTES_MAX) return refuse(`larger than ${FILE_BYTES_MAX} bytes`);
    return ok(await file.readFile('utf8'));
  } catch (cause) {
    return refuse(cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause');
  }
}
