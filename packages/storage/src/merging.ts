import { isHeldUp } from './postgres/sqlstate.ts';
import type { Store } from './store.ts';
import { StoreUnavailable } from './store-unavailable.ts';

/** Asks of one unit of work: others get their turn, and a statement stays far from its deadline. */
const BATCH_MAX = 64;

/** Whoever asked has been given up by its own caller by then. */
const WAIT_MAX_MS = 15_000;

/**
 * Units of one kind at a time. While one waits for its commit, those that come meanwhile gather in the next: the fewer units there are, the
 * fewer calls of the system there are for each ask. A second one is for where that would hold somebody up: it begins where a whole unit waits
 * already, or where the first one has taken so long that something is wrong with it.
 */
const LANES = 2;
const SLOW_MS = 100;

export interface Merging<A, R> {
  /** All of them as one unit of work, answered in their order. `undefined`: nothing was done, and this one is to be done alone. */
  readonly together: (asks: readonly A[]) => Promise<readonly (R | undefined)[]>;
  readonly alone: (ask: A) => Promise<R>;
  /** What no two asks may have in common at the same time: in one unit neither would see the other. Nothing where it is left out. */
  readonly clashes?: (ask: A) => readonly string[];
}

interface Queued<A, R> {
  readonly ask: A;
  readonly names: readonly string[];
  readonly askedMs: number;
  readonly resolve: (done: R | Promise<R>) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane {
  /** Of the unit that it is at. */
  beganMs: number;
}

/**
 * In PostgreSQL a unit of work costs turns of the network, a commit and the beginning of its statements, however few rows it writes:
 * what is asked for in the same turn of the event loop, or while others are at it, is one unit. No ask waits for another's locks, and
 * none fails for another: what a unit can't do, and all of a unit that fails, is done alone. Where nobody knows what became of a unit,
 * nobody knows it of any of its asks. In SQLite units share a commit already, and each is done alone.
 */
export function merging<A, R>(
  { dialect }: Pick<Store, 'dialect'>,
  { together, alone, clashes = () => [] }: Merging<A, R>,
  nowMs: () => number = () => performance.now(),
): (ask: A) => Promise<R> {
  if (dialect === 'sqlite') return alone;
  let queue: Queued<A, R>[] = [];
  const lanes = new Set<Lane>();
  const busy = new Set<string>();

  const nextBatch = (): readonly Queued<A, R>[] => {
    const taken = new Set(busy);
    const batch: Queued<A, R>[] = [];
    const left: Queued<A, R>[] = [];
    for (const queued of queue) {
      const { names, askedMs, reject } = queued;
      if (nowMs() - askedMs > WAIT_MAX_MS) reject(tooLate());
      else if (batch.length < BATCH_MAX && !names.some((name) => taken.has(name))) batch.push(queued);
      else left.push(queued);
      // Also of one that is left: it stays before those that come after it.
      for (const name of names) taken.add(name);
    }
    queue = left;
    for (const { names } of batch) for (const name of names) busy.add(name);
    return batch;
  };
  const runBatch = async (batch: readonly Queued<A, R>[]): Promise<void> => {
    try {
      const done = await together(batch.map(({ ask }) => ask));
      for (const [index, { ask, resolve }] of batch.entries()) resolve(done[index] ?? alone(ask));
    } catch (error) {
      const isEverybodys = error instanceof StoreUnavailable && !isHeldUp(error.cause);
      for (const { ask, resolve, reject } of batch)
        if (isEverybodys) reject(error);
        else resolve(alone(ask));
    } finally {
      for (const { names } of batch) for (const name of names) busy.delete(name);
    }
  };
  const isSlow = ({ beganMs }: Lane): boolean => nowMs() - beganMs > SLOW_MS;
  const isNeededBeside = (others: readonly Lane[]): boolean =>
    queue.length >= BATCH_MAX || others.every(isSlow);
  const workOff = async (): Promise<void> => {
    const lane: Lane = { beganMs: nowMs() };
    const others = (): readonly Lane[] => [...lanes].filter((each) => each !== lane);
    lanes.add(lane);
    while (queue.length > 0 && isNeededBeside(others())) {
      // The other askers of this turn come along.
      await nextTurn();
      const batch = nextBatch();
      // What is left clashes with what the other lane is at, and is the other lane's to take.
      if (batch.length === 0) break;
      lane.beganMs = nowMs();
      await runBatch(batch);
    }
    lanes.delete(lane);
  };
  return (ask) =>
    new Promise((resolve, reject) => {
      queue.push({ ask, names: clashes(ask), askedMs: nowMs(), resolve, reject });
      if (lanes.size < LANES && isNeededBeside([...lanes])) void workOff();
    });
}

const tooLate = (): StoreUnavailable =>
  new StoreUnavailable('the database does not keep up with what is asked of it');

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
