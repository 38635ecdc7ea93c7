import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the directory and the parents it lacks, for their owner only whatever the umask says. One that exists is the operator's
 * and keeps its mode. Node's own `recursive` never returns where a file system refuses a name with ENOENT, as /proc does.
 */
export async function createDirectory(path: string): Promise<void> {
  if (await isThere(path)) return;
  await createDirectory(dirname(path));
  if (!(await isThere(path))) throw new Error('it can neither be found nor made');
}

/** Made now, or by somebody before; `false` where the parent is missing. */
async function isThere(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    await chmod(path, 0o700);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && dirname(path) !== path) return false;
    if (codeOf(error) !== 'EEXIST') throw error;
    await refuseFile(path);
  }
  return true;
}

async function refuseFile(path: string): Promise<void> {
  if (!(await stat(path)).isDirectory()) throw new Error('it is not a directory');
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
