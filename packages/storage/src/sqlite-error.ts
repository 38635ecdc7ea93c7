/** SQLite's primary result codes that say something about the file or the machine, and nothing about the statement. */
const TROUBLES: ReadonlyMap<number, string> = new Map([
  [3, 'its files may not be read or written'],
  [5, 'another process holds a lock on the database'],
  [6, 'another process holds a lock on the database'],
  [7, 'out of memory'],
  [8, 'the database may not be written'],
  [9, 'the database was interrupted'],
  [10, 'the disk reports an error'],
  [11, 'the database is damaged'],
  [13, 'the disk is full'],
  [14, "its files can't be opened"],
  [15, 'another process holds a lock on the database'],
  [26, 'the file is not a database'],
]);

/** SQLITE_BUSY. */
const BUSY = 5;

/** SQLITE_READONLY and SQLITE_FULL. */
const READ_ONLY = 8;
const FULL = 13;

/** SQLITE_IOERR_SHMSIZE: the log's index can't grow, which on a full disk is noticed before the log itself. */
const INDEX_FULL = 4_874;

/**
 * After these nobody knows what of the file is on disk: SQLITE_CORRUPT, and of SQLITE_IOERR those of reading, writing, syncing, cutting
 * and looking at files. A sync that failed may have dropped what it should have written, and a second one would say that all is well (F16).
 * Source: sqlite.org/rescode.html; fsync(2), EIO.
 */
const CORRUPT = 11;
const BREAKAGES: ReadonlySet<number> = new Set([266, 778, 1034, 1290, 1546, 1802]);

/** What keeps the database from working, in plain words; `undefined` where the error is another one. */
export function troubleOf(error: unknown): string | undefined {
  if (isFull(error)) return TROUBLES.get(FULL);
  const code = codeOf(error);
  // Extended codes carry the primary one in their low byte. Source: sqlite.org/rescode.html
  return code === undefined ? undefined : TROUBLES.get(code & 0xff);
}

export const isBusy = (error: unknown): boolean => ((codeOf(error) ?? 0) & 0xff) === BUSY;

export const isReadOnly = (error: unknown): boolean => ((codeOf(error) ?? 0) & 0xff) === READ_ONLY;

export function isFull(error: unknown): boolean {
  const code = codeOf(error) ?? 0;
  return (code & 0xff) === FULL || code === INDEX_FULL;
}

/** Whether the database must not be touched any more by this process. */
export function isBreakage(error: unknown): boolean {
  const code = codeOf(error) ?? 0;
  return (code & 0xff) === CORRUPT || BREAKAGES.has(code);
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
