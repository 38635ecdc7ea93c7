import type { DatabaseSync } from 'node:sqlite';
import type { Transaction } from 'kysely';
import type { Schema } from './schema/schema.ts';
import { troubleOf } from './sqlite-error.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import { unitsOf } from './unit.ts';

/** Units of one transaction. More would keep the event loop from its sockets, and the sync is shared by enough of them already. */
const GROUP_MAX = 128;

export type Work<T> = (trx: Transaction<Schema>) => Promise<T>;

export interface GroupCommit {
  transact<T>(work: Work<T>): Promise<T>;
  /** Commits what is queued and refuses what comes later. */
  close(): Promise<void>;
}

interface Queued {
  readonly work: Work<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Settles one promise of a group, once it is known that the group is on disk. */
type Settle = () => void;

/**
 * Merges the units of work of one event-loop turn into one transaction: one sync of the disk serves them all. Each has a
 * savepoint of its own, so that one that fails is undone alone. INVARIANT: no promise is fulfilled before COMMIT.
 */
export function groupCommit(database: DatabaseSync): GroupCommit {
  const openUnit = unitsOf(database);
  let queue: Queued[] = [];
  let working: Promise<void> | undefined;
  let closed = false;

  const workOff = async (): Promise<void> => {
    while (queue.length > 0) {
      // The other callers of this turn join the group, and between two groups the sockets get their turn.
      await nextTurn();
      const group = queue.slice(0, GROUP_MAX);
      queue = queue.slice(GROUP_MAX);
      await runGroup(group);
    }
    working = undefined;
  };

  const runGroup = async (group: readonly Queued[]): Promise<void> => {
    const settles: Settle[] = [];
    try {
      // IMMEDIATE: a transaction that starts as a reader can't wait for a writer of another process later.
      database.exec('BEGIN IMMEDIATE');
      for (const queued of group) settles.push(await runAlone(queued));
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      const why = troubleOf(error) ?? 'the transaction was not committed';
      const unavailable = new StoreUnavailable(why, error);
      for (const { reject } of group) reject(unavailable);
      return;
    }
    for (const settle of settles) settle();
  };

  const runAlone = async ({ work, resolve, reject }: Queued): Promise<Settle> => {
    const unit = openUnit();
    database.exec('SAVEPOINT unit');
    try {
      const value = await databaseOnly(work(unit.trx));
      unit.close();
      database.exec('RELEASE unit');
      return () => resolve(value);
    } catch (error) {
      unit.close();
      // SQLite has undone the whole group, as it does when the disk is full: the others must not be told otherwise.
      if (!database.isTransaction) throw error;
      database.exec('ROLLBACK TO unit');
      database.exec('RELEASE unit');
      return () => reject(explain(error));
    }
  };

  return {
    transact: <T>(work: Work<T>) =>
      new Promise<T>((resolve, reject) => {
        if (closed) throw new StoreUnavailable('the store is closed');
        queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
        working ??= workOff();
      }),
    close: async () => {
      closed = true;
      await working;
    },
  };
}

/** A transaction that can't even be rolled back stays open, and keeps every later one from beginning: nothing is half done. */
function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK');
  } catch {
    // What led here is what the callers are told.
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Queries answer within the turn that asks, so a unit that lives into the next one waits for something else. It fails: the
 * write lock of everybody would be held by a timer or by somebody else's server.
 */
function databaseOnly<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const guard = setImmediate(() =>
      reject(new Error('invariant: a unit of work waits for something other than the database')),
    );
    work.then(resolve, reject).finally(() => clearImmediate(guard));
  });
}

/** Trouble with the file or the machine is what callers are promised; other errors are theirs. */
function explain(error: unknown): unknown {
  const trouble = troubleOf(error);
  return trouble === undefined ? error : new StoreUnavailable(trouble, error);
}
