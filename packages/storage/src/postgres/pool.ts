import type { Pool, PoolConfig, types } from 'pg';
import type { Address } from './address.ts';

/** Connections of one process. More would keep the server busier with switching than with working; units beyond wait for one. */
export const CONNECTIONS_MAX = 10;

/** Until a connection stands. */
const CONNECT_WITHIN_MS = 5_000;

/** For another transaction's lock; then for a whole statement; then, without a word from the server, for its answer. */
const LOCK_WITHIN_MS = 4_000;
const STATEMENT_WITHIN_MS = 8_000;
const ANSWER_WITHIN_MS = 10_000;

/** A process that was stopped between two statements holds nobody up for longer (F30). */
const IDLE_IN_TRANSACTION_MS = 5_000;

const IDLE_MS = 30_000;
const KEEPALIVE_AFTER_MS = 10_000;

/**
 * Each statement is planned once for a connection, maybe while its tables are empty, and is then used however large they have become. What is
 * asked for is found by an index: reading whole tables and hashing them is left for what has none.
 * Source: postgresql.org/docs/current/runtime-config-query.html, "Planner Method Configuration".
 */
const PLANS = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

/** `pg` is loaded by those who need it: a command on a data directory is over before that. */
export async function openPool({ login }: Address): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool(settings(login, pg.types));
  // A connection that breaks while nobody uses it is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}

const settings = (login: Address['login'], parsers: typeof types): PoolConfig => ({
  ...login,
  application_name: 'connect-token',
  max: CONNECTIONS_MAX,
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  idleTimeoutMillis: IDLE_MS,
  options: PLANS,
  lock_timeout: LOCK_WITHIN_MS,
  statement_timeout: STATEMENT_WITHIN_MS,
  query_timeout: ANSWER_WITHIN_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
  // What doesn't need an earlier answer is sent without waiting for it: fewer turns of the network in each transaction.
  pipeline: true,
  types: {
    getTypeParser: (oid, format) => (isCount(oid, parsers) ? count : parsers.getTypeParser(oid, format)),
  },
});

const isCount = (oid: number, { builtins }: typeof types): boolean =>
  oid === builtins.INT8 || oid === builtins.NUMERIC;

/** Instants, counts and their sums are whole numbers that JavaScript has exactly. */
function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError('invariant: a number of the database that is not exact');
  return value;
}
