import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export type LineTarget = { readonly kind: 'stdout' } | { readonly kind: 'file'; readonly path: string };

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;

/**
 * Where lines go. A pipe is opened so that a write to a full one fails at once: a write that waits would keep one of the few threads
 * that all files of the process share, and its exit. Rejects as the system says; `ENXIO`: a named pipe that nobody reads.
 */
export async function openTarget(target: LineTarget): Promise<FileHandle> {
  if (target.kind === 'file') return open(target.path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
  // Opened anew, because the log writes to the same pipe and has to wait for it.
  return open('/dev/stdout', O_WRONLY | O_APPEND | O_NONBLOCK);
}

/** Nothing is wrong with the target: it takes more once somebody has read, or made room. */
const FULL: ReadonlySet<string> = new Set(['EAGAIN', 'EWOULDBLOCK', 'ENOSPC', 'EDQUOT', 'EINTR']);

/** How many bytes of it were taken: none where the target is full. Rejects where it has to be opened again. */
export async function writeSome(file: FileHandle, bytes: Uint8Array): Promise<number> {
  try {
    return (await file.write(bytes)).bytesWritten;
  } catch (error) {
    if (FULL.has(codeOf(error))) return 0;
    throw error;
  }
}

/** Such as `EAGAIN`; '' for what is no error of the system. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
