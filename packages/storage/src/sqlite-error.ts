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

/** What keeps the database from working, in plain words; `undefined` where the error is another one. */
export function troubleOf(error: unknown): string | undefined {
  const code = codeOf(error);
  // Extended codes carry the primary one in their low byte. Source: sqlite.org/rescode.html
  return code === undefined ? undefined : TROUBLES.get(code & 0xff);
}

export const isBusy = (error: unknown): boolean => ((codeOf(error) ?? 0) & 0xff) === BUSY;

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
