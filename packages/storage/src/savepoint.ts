import type { DatabaseSync } from 'node:sqlite';
import type { Reserve } from './reserve.ts';
import { isBreakage, isFull, isReadOnly, troubleOf } from './sqlite-error.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import { unitsOf } from './unit.ts';
import type { Purpose, Work } from './work.ts';

/** What became of one unit of a group: said once it is known that the group is on disk. */
export type UnitOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/**
 * Runs units inside the open transaction, each in a savepoint of its own: one that fails is undone alone. Rejects where the whole
 * transaction is lost. While the reserve is spent, an ordinary unit may read and not write.
 */
export function savepointsOf(
  database: DatabaseSync,
  reserve: Reserve,
): (work: Work<unknown>, purpose: Purpose) => Promise<UnitOutcome> {
  const openUnit = unitsOf(database);
  return async (work, purpose) => {
    const unit = openUnit();
    const readOnly = purpose === 'ordinary' && !reserve.held();
    const end = (): void => {
      unit.close();
      if (readOnly) database.exec('PRAGMA query_only = OFF');
    };
    database.exec('SAVEPOINT unit');
    if (readOnly) database.exec('PRAGMA query_only = ON');
    try {
      const value = await databaseOnly(work(unit.trx));
      end();
      database.exec('RELEASE unit');
      return { ok: true, value };
    } catch (error) {
      end();
      // SQLite may have undone the whole group, as it does when the disk is full: the others must not be told otherwise.
      if (!database.isTransaction || isFull(error) || isBreakage(error)) throw error;
      database.exec('ROLLBACK TO unit');
      database.exec('RELEASE unit');
      return { ok: false, error: explain(error, readOnly) };
    }
  };
}

/**
 * Queries answer within the turn that asks, so a unit that lives into the next one waits for something else. It fails: the
 * write lock of everybody would be held by a timer or by somebody else's server.
 */
export function databaseOnly<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const guard = setImmediate(() =>
      reject(new Error('invariant: a unit of work waits for something other than the database')),
    );
    work.then(resolve, reject).finally(() => clearImmediate(guard));
  });
}

/** Trouble with the file or the machine is what callers are promised; other errors are theirs. */
function explain(error: unknown, readOnly: boolean): unknown {
  if (readOnly && isReadOnly(error)) return new StoreUnavailable('the disk is full', error);
  const trouble = troubleOf(error);
  return trouble === undefined ? error : new StoreUnavailable(trouble, error);
}
