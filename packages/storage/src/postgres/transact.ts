import type { Pool, PoolClient } from 'pg';
import { StoreUnavailable } from '../store-unavailable.ts';
import type { Work } from '../work.ts';
import { isLost, isWorthAnotherRun, troubleOf } from './sqlstate.ts';
import { openUnit } from './unit.ts';

/** Runs of one unit: past this, whoever comes first each time would be many, and the caller asks again sooner than we. */
const RUNS_MAX = 4;

// READ COMMITTED whatever the database's default is: the locks by name rely on each statement seeing what was committed before it.
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';

type Run<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Rolled back: nothing of it is there, or ever will be. */
  | { readonly kind: 'undone'; readonly error: unknown }
  /** The answer to COMMIT was lost: nobody knows. */
  | { readonly kind: 'unknown'; readonly error: unknown };

/**
 * Units of work over a pool, each a transaction of its own, at the same time as others. What provably left nothing behind is run again,
 * a few times; what may be there is told as such, and never run again by itself (F36).
 */
export async function transactOver<T>(pool: Pool, work: Work<T>): Promise<T> {
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
  const ignore = (): void => {};
  client.on('error', ignore);
  const unit = openUnit(client);
  let committing = false;
  let broken: Error | undefined;
  try {
    // Not waited for: the unit's first queries are sent behind it.
    const begun = client.query(BEGIN);
    begun.catch(ignore);
    const value = await work(unit.trx);
    unit.close();
    await begun;
    committing = true;
    const { command } = await client.query('COMMIT');
    // The server answers so where an earlier statement of the transaction has failed.
    if (command !== 'COMMIT')
      throw new Error('invariant: a unit of work that goes on after a query has failed');
    return { kind: 'done', value };
  } catch (error) {
    unit.close();
    if (isLost(error)) broken = asError(error);
    if (committing) return { kind: isLost(error) ? 'unknown' : 'undone', error };
    broken ??= await rollBack(client);
    return { kind: 'undone', error };
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

/** A connection whose transaction can't be ended is ended itself: the server rolls back. */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return asError(error);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Trouble with the server is what callers are promised; other errors are theirs. */
function explain(error: unknown): unknown {
  const trouble = troubleOf(error);
  return trouble === undefined ? error : new StoreUnavailable(trouble, error);
}
