import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for a foreign lock. The wait blocks the event loop, so it is short (F14). */
const BUSY_TIMEOUT_MS = 250;

/**
 * Opens the file, created where it is missing, readable by its owner only whatever the umask says; SQLite gives its WAL the
 * same mode. Nothing in the file changes by that. Throws what SQLite or the file system says.
 */
export function openDatabase(path: string): DatabaseSync {
  createPrivately(path);
  const database = new DatabaseSync(path, {
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
    enableDoubleQuotedStringLiterals: false,
    allowExtension: false,
  });
  database.enableDefensive(true);
  // FULL: what was acknowledged survives a power cut; with NORMAL the last transactions of a WAL may not (F7).
  // secure_delete: what was deleted is overwritten, so that an old sealed value doesn't outlive its key in a free page.
  database.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
  `);
  return database;
}

/** A second connection to a file that is open: it sees what is committed, and writes nothing. */
export function openReader(path: string): DatabaseSync {
  const database = new DatabaseSync(path, {
    readOnly: true,
    timeout: BUSY_TIMEOUT_MS,
    enableDoubleQuotedStringLiterals: false,
    allowExtension: false,
  });
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;');
  return database;
}

/** A setting that is kept in the file: only for one that is known to be ours. */
export function useWriteAheadLog(database: DatabaseSync): void {
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') throw new Error(`the file system can't hold a write-ahead log (journal mode ${mode})`);
  // Makes the log's index now: on a disk that is full later, not even a read could begin without it (F15).
  database.exec('BEGIN IMMEDIATE; COMMIT');
}

function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  chmodSync(path, 0o600);
}
