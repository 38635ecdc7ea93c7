import { execFile } from 'node:child_process';
import { open, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from './temp-directory.ts';

const run = promisify(execFile);

/** A file system of its own, in memory, that is soon full. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all of the space that is left, but `bytes`. */
  fill(leaving?: number): Promise<void>;
  /** Gives back what `fill` took. */
  empty(): Promise<void>;
  remove(): Promise<void>;
}

const FILLING = 'filling';
const BLOCK = 4_096;

/** Why there can't be one here; `null` where there can. Only root may mount, and only where the system's container lets it. */
export async function noSmallDisk(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may mount';
  const status = await readFile('/proc/self/status', 'utf8');
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return (mask & CAP_SYS_ADMIN) === 0n ? 'this container may not mount' : null;
}

/** Source: capabilities(7), linux/capability.h. */
const CAP_SYS_ADMIN = 1n << 21n;

export async function smallDisk(bytes: number): Promise<SmallDisk> {
  const directory = await temporaryDirectory('small-disk');
  const { path } = directory;
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'connect-token-test', path]);
  return {
    path,
    fill: async (leaving = 0) => {
      const { bavail, bsize } = await statfs(path);
      const file = await open(join(path, FILLING), 'a', 0o600);
      try {
        for (let left = bavail * bsize - leaving; left >= BLOCK; left -= BLOCK)
          await file.write(Buffer.alloc(BLOCK));
      } catch (error) {
        // Somebody else took the last of it.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        await file.close();
      }
    },
    empty: () => rm(join(path, FILLING), { force: true }),
    remove: async () => {
      await run('umount', ['--lazy', path]);
      await directory.remove();
    },
  };
}
