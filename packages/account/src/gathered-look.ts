import type { Schema, Store } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** Asks of one statement: some milliseconds, in which no other call has its turn. */
const GROUP_MAX = 128;

/** One on its way, and one that is being answered: who asks meanwhile shares the next one, and none is held up by one that hangs. */
const STATEMENTS_MAX = 2;

/** What is found for each of some asks, in their order. */
export type LookAtMany<A, T> = (
  trx: Transaction<Schema>,
  asks: readonly A[],
) => Promise<readonly (T | undefined)[]>;

interface Waiting<A, T> {
  readonly ask: A;
  readonly resolve: (found: T | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A look at one thing that shares its statement with the others that are asked for in the same turn of the event loop: where many calls
 * come at once, a statement for each of them, and in PostgreSQL a turn of the network, takes longer than what it finds. INVARIANT: nothing
 * is kept from one statement to the next, and each begins after all that it answers was asked.
 */
export function gatheredLook<A, T>(store: Store, look: LookAtMany<A, T>): (ask: A) => Promise<T | undefined> {
  let waiting: Waiting<A, T>[] = [];
  let running = 0;
  /** Whether a statement has yet to take whom it is for. */
  let open = false;

  const takeGroup = (): readonly Waiting<A, T>[] => {
    const group = waiting.slice(0, GROUP_MAX);
    waiting = waiting.slice(GROUP_MAX);
    open = false;
    begin();
    return group;
  };
  const begin = (): void => {
    if (open || waiting.length === 0 || running === STATEMENTS_MAX) return;
    open = true;
    running += 1;
    void lookTogether().finally(() => {
      running -= 1;
      begin();
    });
  };
  const lookTogether = async (): Promise<void> => {
    let group: readonly Waiting<A, T>[] | undefined;
    try {
      // In SQLite a unit waits for its turn by itself.
      if (store.dialect === 'postgres') await nextTurn();
      const found = await store.transact((trx) => {
        // Taken inside, so that whoever asks until then goes along, and once: a unit may be run again.
        group ??= takeGroup();
        return look(
          trx,
          group.map(({ ask }) => ask),
        );
      }, 'looking');
      for (const [index, { resolve }] of (group ?? []).entries()) resolve(found[index]);
    } catch (error) {
      for (const { reject } of group ?? takeGroup()) reject(error);
    }
  };

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      begin();
    });
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
