import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Clock, err, type FailureOf, ok, type Result, type Secret } from '@connect-token/core';
import { openDatabase, openReader, useWriteAheadLog } from './database.ts';
import type { Dialect } from './dialect.ts';
import { createDirectory } from './directory.ts';
import { groupCommit } from './group-commit.ts';
import { checkIntegrity } from './integrity.ts';
import { looksOf } from './look.ts';
import { migrate } from './migrate.ts';
import { type Ownership, takeOwnership } from './ownership.ts';
import { openReserve, type Reserve } from './reserve.ts';
import { troubleOf } from './sqlite-error.ts';
import type { StoreUnavailable } from './store-unavailable.ts';
import type { Purpose, Work } from './work.ts';

const DATABASE_FILE = 'connect-token.db';

/** What a start may take for it: a tenth of a second. A larger file is checked by `connect doctor`. */
const CHECKED_BYTES_MAX = 64 * 1024 * 1024;

/** The one door to the database. */
export interface Store {
  /** The database's file, or its URL without the password: for messages. */
  readonly path: string;
  readonly dialect: Dialect;

  /**
   * One unit of work: all of it or nothing, on disk once the promise fulfils. In SQLite units run one after another, those of one
   * event-loop turn in one transaction, each undone alone when it rejects; in PostgreSQL each is a transaction of its own, at the same
   * time as others (`lockInTransaction`). A unit touches the database and nothing else: one that waits for a timer, a file or a
   * socket fails; and it lets a query that fails fail the unit. Rejects with `StoreUnavailable` where the database can't be read or
   * written, or is closed; with the unit's own error otherwise. On a full disk only what is `ending` can still be written. What is
   * `looking` sees all that was committed before it was asked, and in SQLite waits for no writer.
   */
  transact<T>(work: Work<T>, purpose?: Purpose): Promise<T>;

  /**
   * Settles when nobody knows any more what is on disk: a sync or a write has failed, or the database is damaged (F16). Nothing can be
   * asked of the store from then on; its process has to end, and the next one reads what is really there.
   */
  readonly broken: Promise<StoreUnavailable>;

  /** Commits what is under way, closes the files and gives the directory free. A second close does nothing. */
  close(): Promise<void>;
}

export type StoreFailure = FailureOf<
  'SCHEMA_NEWER' | 'DATA_DIRECTORY_OWNED' | 'DATA_DIRECTORY_UNUSABLE' | 'DATABASE_UNUSABLE'
>;

export interface StoreOptions {
  /**
   * Created, with its parents, where it is missing, and this process's alone for as long as the store is open. On a local disk: network
   * file systems keep no reliable locks.
   */
  readonly directory: string;
  /** A PostgreSQL database that any number of processes share, each with a directory of its own; without it, a file in the directory. */
  readonly databaseUrl?: Secret<string> | null;
  readonly clock: Clock;
}

/** A variable that was left over, or the other way round: leases of one would be ended by nobody. */
const TWO_DATABASES: StoreFailure = {
  code: 'DATABASE_UNUSABLE',
  database: 'DATABASE_URL',
  cause:
    'the data directory has a database of its own, whose leases nobody would end: move one of the two away',
};

/** Takes the data directory for this process, and brings its database up to date. */
export async function openStore({
  directory,
  databaseUrl = null,
  clock,
}: StoreOptions): Promise<Result<Store, StoreFailure>> {
  try {
    await createDirectory(directory);
    if (databaseUrl !== null && existsSync(join(directory, DATABASE_FILE))) return err(TWO_DATABASES);
    const ownership = takeOwnership(directory);
    if (!ownership.ok) return ownership;
    if (databaseUrl === null) return openOwned(join(directory, DATABASE_FILE), ownership.value, clock);
    const { openPostgres } = await import('./postgres/open.ts');
    return openPostgres({ databaseUrl, ownership: ownership.value, clock });
  } catch (error) {
    return err({ code: 'DATA_DIRECTORY_UNUSABLE', path: directory, cause: causeOf(error) });
  }
}

/** Gives the directory free again where it can't be used. */
function openOwned(path: string, ownership: Ownership, clock: Clock): Result<Store, StoreFailure> {
  let database: DatabaseSync | undefined;
  try {
    const reserve = openReserve(dirname(path));
    database = openDatabase(path);
    refuseDamage(database);
    const migrated = migrate(database, path, clock.now());
    if (!migrated.ok) {
      giveUp(ownership, database);
      return migrated;
    }
    useWriteAheadLog(database);
    return ok(storeOf(path, database, ownership, reserve));
  } catch (error) {
    giveUp(ownership, database);
    throw error;
  }
}

/** A damaged file is refused while it can still be copied and looked at, and not when a lease is written into it (F17). */
function refuseDamage(database: DatabaseSync): void {
  const integrity = checkIntegrity(database, CHECKED_BYTES_MAX);
  if (typeof integrity === 'object') throw new Error('the database is damaged');
}

function giveUp(ownership: Ownership, database: DatabaseSync | undefined): void {
  database?.close();
  ownership.release();
}

function storeOf(path: string, database: DatabaseSync, ownership: Ownership, reserve: Reserve): Store {
  let tellBroken = (_why: StoreUnavailable): void => {};
  const broken = new Promise<StoreUnavailable>((resolve) => {
    tellBroken = resolve;
  });
  let isBroken = false;
  const { look, refuse, close: closeLooks } = looksOf(() => openReader(path));
  const { transact, close } = groupCommit(database, reserve, (why) => {
    isBroken = true;
    refuse(why);
    tellBroken(why);
  });
  let closing: Promise<void> | undefined;
  return {
    path,
    dialect: 'sqlite',
    transact: (work, purpose) => (purpose === 'looking' ? look(work) : transact(work, purpose)),
    broken,
    close: () => {
      // A broken one is left as it is, and its directory taken: closing would write the log into the database.
      closing ??= Promise.all([close(), closeLooks()]).then(() =>
        isBroken ? undefined : giveUp(ownership, database),
      );
      return closing;
    },
  };
}

/** What an operator can act on; SQLite's and the system's own words where they are all there is. */
function causeOf(error: unknown): string {
  const trouble = troubleOf(error);
  if (trouble !== undefined) return trouble;
  return error instanceof Error ? error.message : String(error);
}
