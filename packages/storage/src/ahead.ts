import type { Compilable, Transaction } from 'kysely';
import { dialectOf } from './dialect.ts';
import type { PostgresConnection } from './postgres/unit.ts';
import type { Schema } from './schema/schema.ts';

/** A write whose answer says nothing that anybody needs. */
type Write = Compilable & { execute(): Promise<unknown> };

/**
 * Writes, in this order, and lets the unit go on: in PostgreSQL they travel with what comes next, the commit if nothing does, so that
 * rows and locks that others wait for are held for no turn of the network more than they need. One that fails fails the unit.
 */
export async function writeAhead(trx: Transaction<Schema>, ...writes: readonly Write[]): Promise<void> {
  if (dialectOf(trx) === 'sqlite') {
    for (const write of writes) await write.execute();
    return;
  }
  await trx.getExecutor().provideConnection(async (connection) => {
    for (const write of writes) (connection as PostgresConnection).writeAhead(write.compile());
  });
}
