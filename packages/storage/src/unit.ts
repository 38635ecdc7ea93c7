import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  Transaction,
} from 'kysely';
import type { Schema } from './schema/schema.ts';
import { StoreUnavailable } from './store-unavailable.ts';

/** Distinct statements that stay compiled: several times what the product has. */
const STATEMENTS_MAX = 256;

/** One unit of work: what it may query with, for as long as it is open. */
export interface Unit {
  readonly trx: Transaction<Schema>;
  /** A query that comes later is refused: it would end up in the transaction of somebody else. */
  close(): void;
}

/** Makes units over one database. kysely builds the queries; begin, savepoint and commit are the caller's. */
export function unitsOf(database: DatabaseSync): () => Unit {
  const connection = connectionOf(database);
  const adapter = new SqliteAdapter();
  const compiler = new SqliteQueryCompiler();
  const driver = new DummyDriver();
  const dialect = {
    createDriver: () => driver,
    createAdapter: () => adapter,
    createQueryCompiler: () => compiler,
    createIntrospector: (db: ConstructorParameters<typeof SqliteIntrospector>[0]) =>
      new SqliteIntrospector(db),
  };
  return () => {
    let open = true;
    const executor = new DefaultQueryExecutor(compiler, adapter, {
      provideConnection: async (consumer) => {
        if (!open) throw new Error('invariant: a query outlived its unit of work');
        // SQLite rolls a whole transaction back on some errors (full disk, I/O). What a unit wrote then would be committed alone.
        if (!database.isTransaction) throw new StoreUnavailable('the transaction was rolled back');
        return consumer(connection);
      },
    });
    const trx = new Transaction<Schema>({ config: { dialect }, dialect, driver, executor });
    return {
      trx,
      close: () => {
        open = false;
      },
    };
  };
}

function connectionOf(database: DatabaseSync): DatabaseConnection {
  const statement = statementsOf(database);
  return {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      const { prepared, answersRows } = statement(sql);
      const values = parameters as readonly SQLInputValue[];
      if (answersRows) return { rows: prepared.all(...values) as R[] };
      const { changes, lastInsertRowid } = prepared.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    streamQuery: () => {
      throw new Error('invariant: a query that outlives its unit of work');
    },
  };
}

interface Statement {
  readonly prepared: StatementSync;
  readonly answersRows: boolean;
}

/** Compiled statements by their text, the least recently used one dropped first; which one that is matters once there are too many. */
function statementsOf(database: DatabaseSync): (sql: string) => Statement {
  const cache = new Map<string, Statement>();
  return (sql) => {
    const known = cache.get(sql);
    if (known !== undefined && cache.size < STATEMENTS_MAX) return known;
    cache.delete(sql);
    const statement = known ?? prepare(database, sql);
    cache.set(sql, statement);
    if (cache.size > STATEMENTS_MAX) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
    return statement;
  };
}

function prepare(database: DatabaseSync, sql: string): Statement {
  const prepared = database.prepare(sql);
  return { prepared, answersRows: prepared.columns().length > 0 };
}
