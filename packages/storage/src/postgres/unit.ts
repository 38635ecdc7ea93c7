import {
  CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  Transaction,
} from 'kysely';
import type { ClientBase, QueryResult as PgResult } from 'pg';
import type { Schema } from '../schema/schema.ts';
import type { Unit } from '../unit.ts';
import { statementName } from './statement.ts';

// READ COMMITTED whatever the database's default is: the locks by name rely on each statement seeing what was committed before it.
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';

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

/** A unit over one connection that has begun a transaction. */
export interface PostgresUnit extends Unit {
  /** Whether something may have been written: what only looked needs no commit to be true. */
  hasWritten(): boolean;
  /** The first failure of what was sent without waiting: what came after it failed for no reason of its own. */
  firstFailure(): Promise<unknown>;
}

/** A statement that nobody waits for: the next one is sent behind it, and fails where it fails. */
export interface AheadConnection extends DatabaseConnection {
  sendAhead(query: CompiledQuery): void;
}

/** kysely builds the queries; commit is the caller's. */
export function beginUnit(client: ClientBase): PostgresUnit {
  let open = true;
  let written = false;
  const ahead: Promise<unknown>[] = [];
  const send = ({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): Promise<PgResult> =>
    client.query({ text: sql, values: parameters.map(bound), ...statementName(sql) });
  const sendAhead: AheadConnection['sendAhead'] = (query) => {
    const sent = send(query).then(
      () => undefined,
      (error: unknown) => error,
    );
    ahead.push(sent);
  };
  const connection: AheadConnection = {
    sendAhead,
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      written ||= !isLook(query);
      const { rows, rowCount } = await send(query);
      return { rows: rows as R[], ...(rowCount === null ? {} : { numAffectedRows: BigInt(rowCount) }) };
    },
    streamQuery: () => {
      throw new Error('invariant: a query that outlives its unit of work');
    },
  };
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: async (consumer) => {
      if (!open) throw new Error('invariant: a query outlived its unit of work');
      return consumer(connection);
    },
  });
  sendAhead({ ...CompiledQuery.raw(BEGIN) });
  return {
    trx: new Transaction<Schema>({ config: { dialect }, dialect, driver, executor }),
    close: () => {
      open = false;
    },
    hasWritten: () => written,
    firstFailure: async () => (await Promise.all(ahead)).find((failure) => failure !== undefined),
  };
}

/** One that kysely has built as a look, and nothing beside: a raw text may do anything. */
const isLook = ({ query }: CompiledQuery): boolean =>
  query.kind === 'SelectQueryNode' && query.with === undefined;

/** What both databases take alike: `undefined` is a slip and not NULL, and a boolean is 0 or 1, as its column is. */
function bound(value: unknown): unknown {
  if (value === undefined) throw new TypeError('invariant: a parameter without a value');
  return typeof value === 'boolean' ? Number(value) : value;
}
