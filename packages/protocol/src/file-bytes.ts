import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { err, type FailureOf, ok, type Result } from '@connect-token/core';

/**
 * The bytes of a regular file, at most `limit + 1` of them: whoever gets more than the limit knows that there are too many, and a
 * file that grows is read no further. Devices and pipes, which may never end or never begin, are refused, and so is a file of whose
 * permissions `refuseMode` says why.
 */
export async function readFileBytes(
  path: string,
  limit: number,
  refuseMode: (mode: number) => string | undefined = () => undefined,
): Promise<Result<Buffer, FailureOf<'FILE_UNREADABLE'>>> {
  try {
    // Without O_NONBLOCK, opening a pipe waits for its writer for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      // The opened file is looked at, not its name: nothing can be put in its place in between.
      const cause = stat.isDirectory()
        ? 'it is a directory'
        : stat.isFile()
          ? refuseMode(stat.mode)
          : 'it is not a regular file';
      if (cause !== undefined) return err({ code: 'FILE_UNREADABLE', path, cause });
      return ok(await readUpTo(file, limit + 1));
    } finally {
      await file.close();
    }
  } catch (cause) {
    return err({ code: 'FILE_UNREADABLE', path, cause: reasonOf(cause) });
  }
}

async function readUpTo(file: FileHandle, count: number): Promise<Buffer> {
  const bytes = Buffer.alloc(count);
  let length = 0;
  for (let read = -1; read !== 0 && length < count; length += read) {
    ({ bytesRead: read } = await file.read(bytes, length, count - length));
  }
  return bytes.subarray(0, length);
}

const READ_ERRORS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'there is no such file'],
  ['EACCES', 'permission denied'],
]);

/** Errors of the file system have a code; the rest says little that a person could act on. */
function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
  return READ_ERRORS.get(code) ?? code;
}

const LINE_FEED = 0x0a;

/** The text of UTF-8 bytes, without a byte order mark; else the first line, counted from 1, that is none. */
export function readUtf8(bytes: Uint8Array): Result<string, { readonly line: number }> {
  if (isUtf8(bytes)) return ok(new TextDecoder().decode(bytes));
  // No byte of a longer character is a line feed, so each line can be judged by itself.
  let line = 1;
  for (let start = 0; ; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (!isUtf8(bytes.subarray(start, end < 0 ? bytes.length : end)) || end < 0) return err({ line });
    start = end + 1;
  }
}
