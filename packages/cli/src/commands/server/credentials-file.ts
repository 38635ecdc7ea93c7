import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, type FailureOf, ok, type Result, type Secret } from '@connect-token/core';

type Refusal = FailureOf<'FILE_UNWRITABLE' | 'CREDENTIALS_FILE_EXISTS'>;

/** A place that is taken for a credentials file, and still empty. */
export interface CredentialsFile {
  /** Durable when it answers. */
  write(credentials: Secret<string>): Promise<Result<void, Refusal>>;
  /** Leaves everything as it was found. */
  giveUp(): Promise<void>;
}

const OWNER_ONLY = 0o600;

/**
 * Takes the place before there is anything to put there. Where a file is there already, and may be overwritten, the new one
 * grows beside it and takes its place in one step: whatever fails, the old one stays whole.
 */
export async function reserveCredentialsFile(
  path: string,
  mayOverwrite: () => Promise<'yes' | 'no' | 'nobody-there'>,
): Promise<Result<CredentialsFile | 'declined', Refusal>> {
  try {
    const there = await look(path);
    if (there === undefined) return ok(fileOf(path, path, await open(path, 'wx', OWNER_ONLY)));
    if (!there.isFile() && !there.isSymbolicLink()) return err(unwritable(path, 'it is no file'));
    switch (await mayOverwrite()) {
      case 'no':
        return ok('declined');
      case 'nobody-there':
        return err({ code: 'CREDENTIALS_FILE_EXISTS', path });
      case 'yes': {
        const beside = `${path}.${randomBytes(8).toString('hex')}`;
        return ok(fileOf(path, beside, await open(beside, 'wx', OWNER_ONLY)));
      }
    }
  } catch (cause) {
    return err(unwritable(path, reasonOf(cause)));
  }
}

async function look(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

const fileOf = (path: string, growing: string, handle: FileHandle): CredentialsFile => ({
  write: async (credentials) => {
    try {
      // The umask may take rights from the mode, and never gives some: this is for a directory whose default is wider.
      await handle.chmod(OWNER_ONLY);
      await handle.writeFile(credentials.reveal());
      await handle.sync();
      await handle.close();
      if (growing !== path) await rename(growing, path);
      await syncDirectory(dirname(path));
      return ok(undefined);
    } catch (cause) {
      return err(unwritable(path, reasonOf(cause)));
    }
  },
  giveUp: async () => {
    await handle.close().catch(() => {});
    await unlink(growing).catch(() => {});
  },
});

/** The name of a new file is durable with its directory only. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const unwritable = (path: string, cause: string): Refusal => ({ code: 'FILE_UNWRITABLE', path, cause });

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'the directory is gone',
  EEXIST: 'it has just been made by somebody else',
};

const reasonOf = (cause: unknown): string => {
  const code = codeOf(cause);
  return REASONS[code] ?? code;
};

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
