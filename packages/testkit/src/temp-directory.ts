import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryDirectory {
  readonly path: string;
  /** Deletes it with all that is in it; a second call does nothing. */
  remove(): Promise<void>;
}

/** A directory of its own under the system's temporary one, readable by this user only. */
export async function temporaryDirectory(purpose = 'test'): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), `connect-token-${purpose}-`));
  // A program that is being killed may still write while its directory is emptied: removal is tried a few times.
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
