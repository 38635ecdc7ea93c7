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
import type { Client, ClientBase, QueryResult as PgResult, QueryConfig } from 'pg';
import type { Schema } from '../schema/schema.ts';
import type { Unit } from '../unit.ts';
import { isLost } from './sqlstate.ts';
import { statementName } from './statement.ts';

// READ COMMITTED whatever the database's default is: the locks by name rely on each statement seeing what was committed before it.
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';

// Kept in a setting of the transaction, so that the next statement can be sent without waiting for the answer.
const TRY_LOCKS = {
  name: 'try locks',
  text: `SELECT set_config('connect_token.tried_locks', coalesce(json_agg(nr)::text, '[]'), true)
    FROM (SELECT nr FROM json_to_recordset($1::json) AS asked (nr bigint, number bigint)
      GROUP BY nr HAVING bool_and(pg_try_advisory_xact_lock(number))) AS held`,
};

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

/** A unit over one connection. */
export interface PostgresUnit extends Unit {
  /** Whether there is a transaction to be ended. */
  hasBegun(): boolean;
  /** Whether something may have been written: what only looked needs no commit to be true. */
  hasWritten(): boolean;
  /** Whether a statement of its own was sent, and has written or may have: nothing of it is undone with the unit. */
  mayHaveCommitted(): boolean;
  /** The first failure of what was sent without waiting: what came after it failed for no reason of its own. */
  firstFailure(): Promise<unknown>;
  /** Sends it, unless it was sent with the last statement. */
  commit(): Promise<PgResult>;
  /** Undoes it, unless it has been ended. */
  rollback(): Promise<unknown>;
}

/** What a unit of PostgreSQL sends without waiting: what comes next is answered behind it, and fails where it fails. */
export interface PostgresConnection extends DatabaseConnection {
  lockAhead(numbers: readonly bigint[], mode: 'exclusive' | 'shared'): void;
  /** Takes the locks of each group where nobody has one. What is sent after it sees what they guard, and which groups have them. */
  tryLocksAhead(groups: readonly (readonly bigint[])[]): void;
  writeAhead(query: CompiledQuery): void;
  /** Outside of any transaction, and the last one of the unit if it answers rows. */
  executeAlone<R>(query: CompiledQuery<R>): Promise<readonly R[]>;
  /** The last one of a transaction: the commit travels with it. */
  executeLast<R>(query: CompiledQuery<R>): Promise<readonly R[]>;
}

/**
 * kysely builds the queries; commit is the caller's. A transaction begins with the first statement that writes or locks: each look
 * sees what is committed at its own moment in any case, and one that comes before needs none.
 */
export function openUnit(client: ClientBase): PostgresUnit {
  let open = true;
  let written = false;
  let mayHaveCommitted = false;
  let committing: Promise<PgResult> | undefined;
  const ahead: Promise<unknown>[] = [];
  const hasBegun = (): boolean => ahead.length > 0;
  const sendTogether = together(client);
  const send = (query: string | QueryConfig): Promise<PgResult> => {
    if (mayHaveCommitted) throw new Error('invariant: a query after the one that was the whole unit');
    return sendTogether(query);
  };
  const sendAhead = (query: string | QueryConfig): void => {
    const sent = send(query).then(
      () => undefined,
      (error: unknown) => error,
    );
    ahead.push(sent);
  };
  const beginWriting = (): void => {
    if (!hasBegun()) sendAhead(BEGIN);
    written = true;
  };
  const connection: PostgresConnection = {
    lockAhead: (numbers, mode) => {
      const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
      const locks = `SELECT ${numbers.map((number) => `${lock}(${number})`).join(', ')}`;
      sendAhead(hasBegun() ? locks : `${BEGIN}; ${locks}`);
    },
    tryLocksAhead: (groups) => {
      if (!hasBegun()) sendAhead(BEGIN);
      const asked = groups.flatMap((numbers, nr) =>
        numbers.map((number) => ({ nr, number: String(number) })),
      );
      sendAhead({ ...TRY_LOCKS, values: [JSON.stringify(asked)] });
    },
    writeAhead: (query) => {
      const statement = statementOf(query);
      beginWriting();
      sendAhead(statement);
    },
    executeAlone: async <R>(query: CompiledQuery<R>) => {
      if (hasBegun()) throw new Error('invariant: a statement of its own in the middle of a unit');
      const sent = send(statementOf(query));
      mayHaveCommitted = true;
      const { rows } = await sent.catch((error: unknown) => {
        // What the server refuses, it has undone.
        mayHaveCommitted = isLost(error);
        throw error;
      });
      mayHaveCommitted = rows.length > 0;
      return rows as R[];
    },
    executeLast: async <R>(query: CompiledQuery<R>) => {
      const statement = statementOf(query);
      beginWriting();
      const sent = send(statement);
      committing = send('COMMIT');
      // Whoever asks for the commit is told; without this line, a unit that fails before would end the process.
      committing.catch(() => {});
      mayHaveCommitted = true;
      const { rows } = await sent.catch((error: unknown) => {
        // What the server refuses undoes the transaction, whatever its end was to be.
        mayHaveCommitted = isLost(error);
        throw error;
      });
      return rows as R[];
    },
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const statement = statementOf(query);
      if (!isLook(query)) beginWriting();
      const { rows, rowCount } = await send(statement);
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
  return {
    trx: new Transaction<Schema>({ config: { dialect }, dialect, driver, executor }),
    close: () => {
      open = false;
    },
    hasBegun,
    hasWritten: () => written,
    mayHaveCommitted: () => mayHaveCommitted,
    firstFailure: async () => (await Promise.all(ahead)).find((failure) => failure !== undefined),
    commit: () => committing ?? client.query('COMMIT'),
    rollback: () => committing ?? client.query('ROLLBACK'),
  };
}

/** One that kysely has built as a look, which locks no row and has nothing before it: a raw text may do anything. */
const isLook = ({ query }: CompiledQuery): boolean =>
  query.kind === 'SelectQueryNode' && query.with === undefined && query.endModifiers === undefined;

/** What is sent before anything is waited for leaves in one piece: a call of the system costs as much as a small statement. */
function together(client: ClientBase): (query: string | QueryConfig) => Promise<PgResult> {
  const { stream } = (client as Client).connection;
  let held = false;
  return (query) => {
    if (!held) {
      held = true;
      stream.cork();
      process.nextTick(() => {
        held = false;
        stream.uncork();
      });
    }
    return client.query(query);
  };
}

const statementOf = ({ sql, parameters }: CompiledQuery): QueryConfig => ({
  text: sql,
  values: parameters.map(bound),
  ...statementName(sql),
});

/** What both databases take alike: `undefined` is a slip and not NULL, and a boolean is 0 or 1, as its column is. */
function bound(value: unknown): unknown {
  if (value === undefined) throw new TypeError('invariant: a parameter without a value');
  return typeof value === 'boolean' ? Number(value) : value;
}
