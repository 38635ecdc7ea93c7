import type { DatabaseSync } from 'node:sqlite';
import type { Reserve } from './reserve.ts';
import { savepointsOf, type UnitOutcome } from './savepoint.ts';
import { isBreakage, isFull, troubleOf } from './sqlite-error.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import type { Purpose, Work } from './work.ts';

/** Units of one transaction. More would keep the event loop from its sockets, and the sync is shared by enough of them already. */
const GROUP_MAX = 128;

export interface GroupCommit {
  transact<T>(work: Work<T>, purpose?: Purpose): Promise<T>;
  /** Commits what is queued and refuses what comes later. */
  close(): Promise<void>;
}

interface Queued {
  readonly work: Work<unknown>;
  readonly purpose: Purpose;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Merges the units of work of one event-loop turn into one transaction: one sync of the disk serves them all. Each has a
 * savepoint of its own, so that one that fails is undone alone. INVARIANT: no promise is fulfilled before COMMIT.
 *
 * `onBroken` is told once, when nobody knows any more what is on disk: nothing touches the database from then on (F16).
 */
export function groupCommit(
  database: DatabaseSync,
  reserve: Reserve,
  onBroken: (why: StoreUnavailable) => void,
): GroupCommit {
  const runUnit = savepointsOf(database, reserve);
  let queue: Queued[] = [];
  let working: Promise<void> | undefined;
  let closed: StoreUnavailable | undefined;
  let broken: StoreUnavailable | undefined;

  const workOff = async (): Promise<void> => {
    while (queue.length > 0) {
      // The other callers of this turn join the group, and between two groups the sockets get their turn.
      await nextTurn();
      const group = queue.slice(0, GROUP_MAX);
      queue = queue.slice(GROUP_MAX);
      if (broken === undefined) await runGroup(group);
      else refuse(group, broken);
    }
    working = undefined;
  };

  const runGroup = async (group: readonly Queued[]): Promise<void> => {
    const outcomes: UnitOutcome[] = [];
    try {
      // IMMEDIATE: a transaction that starts as a reader can't wait for a writer of another process later.
      database.exec('BEGIN IMMEDIATE');
      for (const { work, purpose } of group) outcomes.push(await runUnit(work, purpose));
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      return giveUp(group, error);
    }
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome?.ok === true) resolve(outcome.value);
      else reject(outcome?.error);
    }
  };

  const giveUp = async (group: readonly Queued[], error: unknown): Promise<void> => {
    const why = new StoreUnavailable(troubleOf(error) ?? 'the transaction was not committed', error);
    if (isBreakage(error)) {
      broken = why;
      onBroken(why);
    }
    // On a full disk the ends of the group are tried once more, in the space that was kept back for them (F15).
    const endings = isFull(error) ? group.filter(({ purpose }) => purpose === 'ending') : [];
    const again = endings.length > 0 && reserve.spend() ? endings : [];
    refuse(
      group.filter((queued) => !again.includes(queued)),
      why,
    );
    if (again.length > 0) await runGroup(again);
  };

  return {
    transact: <T>(work: Work<T>, purpose: Purpose = 'ordinary') =>
      new Promise<T>((resolve, reject) => {
        const refusal = closed ?? broken;
        if (refusal !== undefined) throw refusal;
        queue.push({ work, purpose, resolve: resolve as (value: unknown) => void, reject });
        working ??= workOff();
      }),
    close: async () => {
      closed = new StoreUnavailable('the store is closed');
      await working;
    },
  };
}

function refuse(group: readonly Queued[], why: StoreUnavailable): void {
  for (const { reject } of group) reject(why);
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
