import type { DatabaseSync } from 'node:sqlite';
import { databaseOnly } from './savepoint.ts';
import { troubleOf } from './sqlite-error.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import { unitsOf } from './unit.ts';
import type { Work } from './work.ts';

/** Looks of one transaction: between two, the sockets get their turn. */
const GROUP_MAX = 128;

export interface Looks {
  look<T>(work: Work<T>): Promise<T>;
  /** From then on every look is refused with it. */
  refuse(why: StoreUnavailable): void;
  /** Answers what is queued, and closes the connection. */
  close(): Promise<void>;
}

interface Queued {
  readonly work: Work<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Units that only read, over a connection of their own: they wait for no writer and for no sync of the disk, and those of one turn of
 * the event loop share one snapshot. It is taken when the first of them begins, so that each sees all that was committed before it was
 * asked. Source: sqlite.org/isolation.html, "Isolation And Concurrency". The connection is opened for the first of them: a command has none.
 */
export function looksOf(open: () => DatabaseSync): Looks {
  let reader: Reader | undefined;
  let queue: Queued[] = [];
  let working: Promise<void> | undefined;
  let refusal: StoreUnavailable | undefined;

  const workOff = async (): Promise<void> => {
    while (queue.length > 0) {
      await nextTurn();
      const group = queue.slice(0, GROUP_MAX);
      queue = queue.slice(GROUP_MAX);
      await runGroup(group);
    }
    working = undefined;
  };

  const runGroup = async (group: readonly Queued[]): Promise<void> => {
    try {
      reader ??= readerOf(open());
      const { database, openUnit } = reader;
      database.exec('BEGIN');
      for (const { work, resolve, reject } of group) {
        const unit = openUnit();
        // Nothing was written, so there is nothing to wait for.
        await databaseOnly(work(unit.trx)).then(resolve, (error: unknown) => reject(explain(error)));
        unit.close();
      }
      database.exec('COMMIT');
    } catch (error) {
      if (reader?.database.isTransaction === true) reader.database.exec('ROLLBACK');
      for (const { reject } of group) reject(explain(error));
    }
  };

  return {
    look: <T>(work: Work<T>) =>
      new Promise<T>((resolve, reject) => {
        if (refusal !== undefined) throw refusal;
        queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
        working ??= workOff();
      }),
    refuse: (why) => {
      refusal = why;
    },
    close: async () => {
      refusal ??= new StoreUnavailable('the store is closed');
      await working;
      reader?.database.close();
    },
  };
}

interface Reader {
  readonly database: DatabaseSync;
  readonly openUnit: ReturnType<typeof unitsOf>;
}

const readerOf = (database: DatabaseSync): Reader => ({ database, openUnit: unitsOf(database) });

function explain(error: unknown): unknown {
  const trouble = troubleOf(error);
  return trouble === undefined ? error : new StoreUnavailable(trouble, error);
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
