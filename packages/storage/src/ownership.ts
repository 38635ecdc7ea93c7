import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { err, type FailureOf, ok, type Result } from '@connect-token/core';
import { isBusy } from './sqlite-error.ts';

const LOCK_FILE = 'owner.lock';
const OWNER_FILE = 'owner.json';

/** One process owns a data directory for as long as it lives and hasn't released it. */
export interface Ownership {
  release(): void;
}

/**
 * Takes the directory, or says which process has it. The lock is the kernel's, on an empty database of its own: it ends with
 * its process, however that dies, and there is no stale one to clean up. The file beside it only tells people the pid.
 *
 * INVARIANT: nothing in this process opens the lock file by other means. POSIX takes a process's locks away as soon as it closes
 * any descriptor of the file. Source: sqlite.org/howtocorrupt.html §2.2.
 */
export function takeOwnership(directory: string): Result<Ownership, FailureOf<'DATA_DIRECTORY_OWNED'>> {
  const path = join(directory, LOCK_FILE);
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    chmodSync(path, 0o600);
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) return err({ code: 'DATA_DIRECTORY_OWNED', path: directory, pid: ownerOf(directory) });
    throw error;
  }
  tellOwner(directory);
  return ok({ release: () => lock.close() });
}

/** Who has a directory: a process with its pid, somebody who hasn't told it, or nobody. */
export type Owner = number | 'somebody' | 'nobody';

/**
 * Looks, and takes nothing. For a process that has no directory of its own: the invariant above. For the moment of the look a
 * starting process would find the lock taken.
 */
export function readOwner(directory: string): Owner {
  const path = join(directory, LOCK_FILE);
  if (!existsSync(path)) return 'nobody';
  const lock = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return 'nobody';
  } catch (error) {
    if (isBusy(error)) return ownerOf(directory) ?? 'somebody';
    throw error;
  } finally {
    lock.close();
  }
}

function tellOwner(directory: string): void {
  const path = join(directory, OWNER_FILE);
  try {
    writeFileSync(path, `${JSON.stringify({ pid: process.pid })}\n`, { mode: 0o600 });
    chmodSync(path, 0o600);
  } catch {
    // On a full disk people aren't told the pid: the leases that must end there matter more (F15).
  }
}

function ownerOf(directory: string): number | null {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(directory, OWNER_FILE), 'utf8'));
    const pid = typeof owner === 'object' && owner !== null && 'pid' in owner ? owner.pid : null;
    return typeof pid === 'number' && Number.isSafeInteger(pid) ? pid : null;
  } catch {
    // The owner has just come and not written it yet, or somebody deleted it: the lock is what counts.
    return null;
  }
}
