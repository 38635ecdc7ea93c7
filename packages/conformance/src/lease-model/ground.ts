import { accessSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@connect-token/storage';
import { START } from '../lease-store/intents.ts';

/** Where the databases of many short histories live: a file system in memory where there is one, because each commit is synced. */
const ROOT = isWritable('/dev/shm') ? '/dev/shm' : tmpdir();

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export const DATABASE = 'connect-token.db';

/** The data directory of one history after the other. */
export interface Ground {
  readonly directory: string;
  /** The database is migrated, and empty. */
  clear(): void;
  /** Keeps the database aside as it is; nobody may be writing to it. */
  backUp(): void;
  /** The database as it was kept; nobody may have it open. */
  restore(): void;
  remove(): void;
}

export async function layGround(): Promise<Ground> {
  const root = mkdtempSync(join(ROOT, 'connect-token-model-'));
  const [directory, first, backup] = ['data', 'first', 'backup'].map((name) => join(root, name));
  if (directory === undefined || first === undefined || backup === undefined) throw new Error('three names');
  mkdirSync(first, { mode: 0o700 });
  mkdirSync(backup, { mode: 0o700 });
  const store = await openStore({ directory, clock: { now: () => START } });
  if (!store.ok) throw new Error(store.error.code);
  await store.value.close();
  copyDatabase(directory, first);
  return {
    directory,
    clear: () => copyDatabase(first, directory),
    backUp: () => copyDatabase(directory, backup),
    restore: () => copyDatabase(backup, directory),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** With its log, where there is one, and without the log's index, which is made from it. */
function copyDatabase(from: string, to: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(to, `${DATABASE}${suffix}`), { force: true });
  for (const suffix of ['', '-wal']) {
    const file = `${DATABASE}${suffix}`;
    if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
  }
}
