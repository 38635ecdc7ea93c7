import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  Transaction,
} from 'kysely';
import type { ClientBase } from 'pg';
import type { Schema } from '../schema/schema.ts';
import type { Unit } from '../unit.ts';
import { statementName } from './statement.ts';

const adapter = new PostgresAdapter();
const compiler = new PostgresQueryCompiler();
const driver = new DummyDriver();
const dialect = {
  createDriver: () => driver,
  createAdapter: () => adapter,
  createQueryCompiler: () => compiler,
  createIntrospector: (db: ConstructorParameters<typeof PostgresIntrospector>[0]) =>
    new PostgresIntrospector(db),
};

/** A unit over one connection. kysely builds the queries; begin and commit are the caller's. */
export function openUnit(client: ClientBase): Unit {
  let open = true;
  const connection = connectionOf(client);
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: async (consumer) => {
      if (!open) throw new Error('invariant: a query outlived its unit of work');
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
}

const connectionOf = (client: ClientBase): DatabaseConnection => ({
  executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
    const { rows, rowCount } = await client.query({
      text: sql,
      values: parameters.map(bound),
      ...statementName(sql),
    });
    return { rows: rows as R[], ...(rowCount === null ? {} : { numAffectedRows: BigInt(rowCount) }) };
  },
  streamQuery: () => {
    throw new Error('invariant: a query that outlives its unit of work');
  },
});

/** What both databases take alike: `undefined` is a slip and not NULL, and a boolean is 0 or 1, as its column is. */
function bound(value: unknown): unknown {
  if (value === undefined) throw new TypeError('invariant: a parameter without a value');
  return typeof value === 'boolean' ? Number(value) : value;
}
