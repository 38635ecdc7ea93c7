import type { Pool, PoolClient } from 'pg';
import { StoreUnavailable } from '../store-unavailable.ts';
import type { Work } from '../work.ts';
import { isLost, isWorthAnotherRun, troubleOf } from './sqlstate.ts';
import type { TakeTurn } from './turns.ts';
import { openUnit, type PostgresUnit } from './unit.ts';

/** Runs of one unit: past this, whoever comes first each time would be many, and the caller asks again sooner than we. */
const RUNS_MAX = 4;

type Run<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Rolled back: nothing of it is there, or ever will be. */
  | { readonly kind: 'undone'; readonly error: unknown }
  /** The answer to COMMIT, or to a statement of its own, was lost: nobody knows. */
  | { readonly kind: 'unknown'; readonly error: unknown };

/**
 * Units of work over a pool, each a transaction of its own, at the same time as others. What provably left nothing behind is run again,
 * a few times; what may be there is told as such, and never run again by itself (F36).
 */
export async function transactOver<T>(pool: Pool, takeTurn: TakeTurn, work: Work<T>): Promise<T> {
  const endTurn = await takeTurn();
  try {
    return await runUntilDone(pool, work);
  } finally {
    endTurn();
  }
}

async function runUntilDone<T>(pool: Pool, work: Work<T>): Promise<T> {
  for (let runs = 1; ; runs += 1) {
    const run = await runOnce(await connect(pool), work);
    switch (run.kind) {
      case 'done':
        return run.value;
      case 'unknown':
        throw new StoreUnavailable('the answer to a commit was lost', run.error, 'unknown');
      case 'undone':
        if (runs === RUNS_MAX || !isWorthAnotherRun(run.error)) throw explain(run.error);
    }
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new StoreUnavailable(troubleOf(error) ?? "the database server can't be reached", error);
  }
}

async function runOnce<T>(client: PoolClient, work: Work<T>): Promise<Run<T>> {
  // Between two queries a break of the connection has no query to tell it to. Without a listener it would end the process.
  client.on('error', ignore);
  const unit = openUnit(client);
  try {
    const value = await work(unit.trx);
    unit.close();
    if (unit.hasWritten()) return await commit(client, unit, value);
    void giveBack(client, unit.hasBegun() ? unit.commit() : null);
    return { kind: 'done', value };
  } catch (error) {
    unit.close();
    const failure = (await unit.firstFailure()) ?? error;
    if (isLost(failure)) release(client, asError(failure));
    else await giveBack(client, unit.hasBegun() ? unit.rollback() : null);
    return { kind: unit.mayHaveCommitted() ? 'unknown' : 'undone', error: failure };
  }
}

async function commit<T>(client: PoolClient, unit: PostgresUnit, value: T): Promise<Run<T>> {
  try {
    const { command } = await unit.commit();
    release(client);
    if (command === 'COMMIT') return { kind: 'done', value };
    // The server answers `ROLLBACK` where an earlier statement of the transaction has failed.
    const failure =
      (await unit.firstFailure()) ?? new Error('invariant: a unit that goes on after a query has failed');
    return { kind: 'undone', error: failure };
  } catch (error) {
    release(client, isLost(error) ? asError(error) : undefined);
    return { kind: isLost(error) ? 'unknown' : 'undone', error };
  }
}

/** Frees the connection once the transaction that there was is ended; one that can't is ended itself, and the server rolls back. */
async function giveBack(client: PoolClient, end: Promise<unknown> | null): Promise<void> {
  try {
    await end;
    release(client);
  } catch (error) {
    release(client, asError(error));
  }
}

const ignore = (): void => {};

function release(client: PoolClient, broken?: Error): void {
  client.off('error', ignore);
  client.release(broken);
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Trouble with the server is what callers are promised; other errors are theirs. */
function explain(error: unknown): unknown {
  const trouble = troubleOf(error);
  return trouble === undefined ? error : new StoreUnavailable(trouble, error);
}
