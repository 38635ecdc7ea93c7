import { randomBytes } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { err, ok, type Result } from '@connect-token/core';
import type { OpFailure } from './failure.ts';

export interface FileOrder {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode: number;
  /** Replace what is there. */
  readonly force: boolean;
}

/**
 * Writes a file whole or not at all, with its mode from the first moment on. Fails with `FILE`, also where the file exists and
 * nobody said that it may be replaced. Answers with the absolute path.
 */
export async function writeWhole({
  path,
  content,
  mode,
  force,
}: FileOrder): Promise<Result<string, OpFailure>> {
  const target = resolve(path);
  const draft = join(dirname(target), `.${randomBytes(9).toString('base64url')}.tmp`);
  try {
    await writeFile(draft, content, { mode, flag: 'wx' });
    // A link never replaces, so nothing can slip in between a look and the writing.
    if (force) await rename(draft, target);
    else await link(draft, target);
    return ok(target);
  } catch (cause) {
    return err({ code: 'FILE', path: target, problem: problemOf(cause) });
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

export function problemOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'an unknown error';
  return code === 'EEXIST' ? 'exists already: replace it with --force' : `can't be used: ${code}`;
}

/** `0600`, as `chmod` takes it. Fails with `USAGE`. */
export function parseFileMode(text: string | undefined): Result<number, OpFailure> {
  if (text === undefined) return ok(0o600);
  return /^0?[0-7]{3}$/.test(text)
    ? ok(Number.parseInt(text, 8))
    : err({ code: 'USAGE', problem: 'the file mode is not three octal digits, such as 0600' });
}
