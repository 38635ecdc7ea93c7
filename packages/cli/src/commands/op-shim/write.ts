import { randomBytes } from 'node:crypto';
import { chmod, link, lstat, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { err, type Failure, ok, quote, type Result } from '@connect-token/core';
import type { PlainWork } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import type { Io } from '../../io.ts';
import { shellWord } from '../../op/shell-word.ts';
import { formatShim, isShim, shimTarget } from '../../op/shim-file.ts';
import { exitCodeOf, reportFailures } from '../../report.ts';

/** No `op` of ours is larger: a program of that name isn't read to its end to find out that it isn't ours. */
const SHIM_BYTES_MAX = 16 * 1024;

/**
 * `connect op-shim --dir DIR`: writes the stand-in for `op`, and says how to use it. Nobody gets it without asking: not into a directory
 * that is on PATH already, and not over an `op` that isn't ours.
 */
export const opShim: PlainWork = async (args, io) => {
  const directory = resolve(io.cwd, args.needed('dir'));
  const written = await writeShim(directory, io);
  if (!written.ok) {
    reportFailures([written.error], io.stderr);
    return exitCodeOf([written.error]);
  }
  io.stdout.write(`${written.value}\n`);
  if (io.stdout.terminal)
    io.stderr.write(`for one command: PATH=${shellWord(directory)}:"$PATH" <command>\n`);
  return EXIT.ok;
};

async function writeShim(directory: string, io: Io): Promise<Result<string, Failure>> {
  const path = join(directory, 'op');
  const unwritable = (cause: string) => err({ code: 'FILE_UNWRITABLE', path, cause } as const);
  try {
    if (await isOnPath(directory, io)) {
      const problem = `${quote(directory)} is on PATH already: every program would take the stand-in for 1Password's \`op\``;
      return err({
        code: 'USAGE_INVALID',
        problem,
        instead: 'connect op-shim --dir <a directory of its own>',
      });
    }
    await mkdir(directory, { recursive: true });
    const there = await lookAt(path);
    if (there === 'foreign') return unwritable('an `op` that is not ours is there');
    await place(path, there === 'ours');
    return ok(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return unwritable(code === 'EEXIST' ? 'an `op` that is not ours is there' : code);
  }
}

/** Whichever way PATH spells it; an empty entry is the current directory. */
async function isOnPath(directory: string, { env, cwd }: Io): Promise<boolean> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => path);
  const entries = (env['PATH'] ?? '').split(delimiter).map((entry) => real(resolve(cwd, entry)));
  return (await Promise.all(entries)).includes(await real(directory));
}

/** A link is never ours, wherever it leads. */
async function lookAt(path: string): Promise<'nothing' | 'ours' | 'foreign'> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined) return 'nothing';
  if (!stat.isFile() || stat.size > SHIM_BYTES_MAX) return 'foreign';
  return isShim(await readFile(path, 'utf8')) ? 'ours' : 'foreign';
}

/** Whole at once, so that no program ever starts half of it. A link never replaces: nobody's `op` can slip in between. */
async function place(path: string, replace: boolean): Promise<void> {
  const draft = `${path}.${randomBytes(9).toString('base64url')}.tmp`;
  try {
    await writeFile(draft, formatShim(shimTarget()), { flag: 'wx' });
    // Whatever the umask takes away.
    await chmod(draft, 0o755);
    await (replace ? rename(draft, path) : link(draft, path));
  } finally {
    await rm(draft, { force: true });
  }
}
