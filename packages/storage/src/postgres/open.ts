import { type Clock, err, type Instant, inFlight, ok, type Result, type Secret } from '@connect-token/core';
import type { Pool, PoolClient } from 'pg';
import type { Ownership } from '../ownership.ts';
import type { Store, StoreFailure } from '../store.ts';
import { StoreUnavailable } from '../store-unavailable.ts';
import { type Address, parseAddress } from './address.ts';
import { migratePostgres } from './migrate.ts';
import { CONNECTIONS_MAX, openPool } from './pool.ts';
import { sqlStateOf, troubleOf } from './sqlstate.ts';
import { transactOver } from './transact.ts';
import { turns } from './turns.ts';

export interface PostgresPlace {
  readonly databaseUrl: Secret<string>;
  /** The data directory of this process: given free with the store. */
  readonly ownership: Ownership;
  readonly clock: Clock;
}

/** Brings the database up to date, and opens it for this process among others. */
export async function openPostgres({
  databaseUrl,
  ownership,
  clock,
}: PostgresPlace): Promise<Result<Store, StoreFailure>> {
  const refuse = (failure: StoreFailure): Result<Store, StoreFailure> => {
    ownership.release();
    return err(failure);
  };
  const address = parseAddress(databaseUrl);
  if (!address.ok)
    return refuse({ code: 'DATABASE_UNUSABLE', database: 'DATABASE_URL', cause: address.error });
  const { label } = address.value;
  const pool = await openPool(address.value);
  try {
    const prepared = await prepare(pool, address.value, clock.now());
    if (prepared.ok) return ok(storeOf(pool, label, ownership));
    await pool.end();
    return refuse(prepared.error);
  } catch (error) {
    await pool.end();
    return refuse({ code: 'DATABASE_UNUSABLE', database: label, cause: causeOf(error) });
  }
}

async function prepare(pool: Pool, { label }: Address, now: Instant): Promise<Result<void, StoreFailure>> {
  const client = await pool.connect();
  let failed = true;
  try {
    const lasting = await refuseForgetful(client, label);
    const prepared = lasting.ok ? await migratePostgres(client, label, now) : lasting;
    failed = false;
    return prepared;
  } finally {
    // What failed may have left a transaction open.
    client.release(failed);
  }
}

/** With `off`, the server acknowledges what it may forget in a crash: a token would live whose lease nobody knows (F7). */
async function refuseForgetful(client: PoolClient, database: string): Promise<Result<void, StoreFailure>> {
  const { rows } = await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
  return rows[0]?.synchronous_commit === 'off'
    ? err({
        code: 'DATABASE_UNUSABLE',
        database,
        cause: 'its `synchronous_commit` is off: it may forget what it has acknowledged',
      })
    : ok(undefined);
}

function storeOf(pool: Pool, label: string, ownership: Ownership): Store {
  const takeTurn = turns(CONNECTIONS_MAX);
  let closed = false;
  let closing: Promise<void> | undefined;
  const running = inFlight<Promise<unknown>>();
  const shut = async (): Promise<void> => {
    closed = true;
    // What waits for a connection gets one: it was accepted.
    await Promise.allSettled(running);
    await pool.end();
    ownership.release();
  };
  return {
    path: label,
    dialect: 'postgres',
    transact: async (work) => {
      if (closed) throw new StoreUnavailable('the store is closed');
      const run = transactOver(pool, takeTurn, work);
      const end = running.add(run);
      try {
        return await run;
      } finally {
        end();
      }
    },
    // What a server could not sync, it doesn't acknowledge: it stops by itself, and the connection is lost.
    broken: new Promise(() => {}),
    close: () => {
      closing ??= shut();
      return closing;
    },
  };
}

/** What an operator can act on; the server's own words where they are all there is. They name users and databases, no password. */
function causeOf(error: unknown): string {
  const trouble = troubleOf(error);
  if (trouble !== undefined) return trouble;
  const state = sqlStateOf(error);
  const said = error instanceof Error ? error.message : String(error);
  return state === undefined ? said : `${said} (${state})`;
}
