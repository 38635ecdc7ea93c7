import type { CompiledQuery, Transaction } from 'kysely';
import { dialectOf } from './dialect.ts';
import type { PostgresConnection } from './postgres/unit.ts';
import type { Schema } from './schema/schema.ts';

/**
 * Writes what answers nothing that anybody needs, in this order, and lets the unit go on: in PostgreSQL they travel with what comes next, the commit if nothing does, so that
 * rows and locks that others wait for are held for no turn of the network more than they need. One that fails fails the unit.
 */
export async function writeAhead(
  trx: Transaction<Schema>,
  ...writes: readonly CompiledQuery[]
): Promise<void> {
  if (dialectOf(trx) === 'sqlite') {
    for (const write of writes) await trx.executeQuery(write);
    return;
  }
  await trx.getExecutor().provideConnection(async (connection) => {
    for (const write of writes) (connection as PostgresConnection).writeAhead(write);
  });
}

/**
 * In PostgreSQL, a statement that is the whole unit: it is a transaction of its own, and takes one turn of the network where others take
 * three. Where it answers rows it has been committed, and the unit may ask for nothing more; where it answers none it has written
 * nothing, and the unit goes on as if it had not been there. In SQLite a unit has nothing to gain: no rows.
 */
export async function alone<R>(
  trx: Transaction<Schema>,
  write: () => CompiledQuery<R>,
): Promise<readonly R[]> {
  if (dialectOf(trx) === 'sqlite') return [];
  return trx
    .getExecutor()
    .provideConnection((connection) => (connection as PostgresConnection).executeAlone(write()));
}

/**
 * In PostgreSQL, the last statement of a unit, which has begun or begins with it: its commit is sent without waiting for its answer, so that
 * what others wait for is held for no turn of the network. The unit may ask for nothing more. PostgreSQL only.
 */
export async function last<R>(trx: Transaction<Schema>, write: CompiledQuery<R>): Promise<readonly R[]> {
  return trx
    .getExecutor()
    .provideConnection((connection) => (connection as PostgresConnection).executeLast(write));
}
