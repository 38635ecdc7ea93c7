import { err, type FailureOf, type Instant, ok, type Result } from '@connect-token/core';
import type { ClientBase } from 'pg';
import { introduction } from '../introduction.ts';
import { lockNumber } from '../lock.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import type { Migration } from '../migrations/migration.ts';

/** A step may rewrite a large table, and another replica's steps are waited for. */
const STEPS_WITHIN_MS = 600_000;

type MigrationFailure = FailureOf<'SCHEMA_NEWER' | 'DATABASE_UNUSABLE'>;

/**
 * Brings the schema up to date in one transaction, one replica at a time: all the steps that are missing, or none. A schema that is
 * newer than this program, or another program's, is refused, and nothing is changed.
 */
export async function migratePostgres(
  client: ClientBase,
  label: string,
  now: Instant,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Result<void, MigrationFailure>> {
  await client.query('BEGIN');
  const migrated = await migrateInside(client, label, now, migrations);
  await client.query(migrated.ok ? 'COMMIT' : 'ROLLBACK');
  return migrated;
}

async function migrateInside(
  client: ClientBase,
  label: string,
  now: Instant,
  migrations: readonly Migration[],
): Promise<Result<void, MigrationFailure>> {
  const run = (text: string, ...values: readonly unknown[]): Promise<unknown> => {
    // The pool's deadline is meant for units of work.
    const query = { text, values: [...values], query_timeout: STEPS_WITHIN_MS };
    return client.query(query);
  };
  await run(`SET LOCAL lock_timeout = ${STEPS_WITHIN_MS}; SET LOCAL statement_timeout = ${STEPS_WITHIN_MS}`);
  await run('SELECT pg_advisory_xact_lock($1)', lockNumber('schema'));
  const found = await readVersion(client);
  if (found === 'foreign') {
    return err({
      code: 'DATABASE_UNUSABLE',
      database: label,
      cause: "the tables in it are another program's",
    });
  }
  if (found > migrations.length) {
    return err({ code: 'SCHEMA_NEWER', path: label, found, supported: migrations.length });
  }
  if (found === migrations.length) return ok(undefined);
  for (const { postgres } of migrations.slice(found)) await run(postgres);
  if (found === 0) {
    await run(`CREATE TABLE connect_token_schema (
      singleton smallint PRIMARY KEY CHECK (singleton = 1),
      version bigint NOT NULL CHECK (version > 0)
    )`);
    for (const [key, value] of introduction(now))
      await run('INSERT INTO meta (key, value) VALUES ($1, $2)', key, value);
  }
  await run(
    `INSERT INTO connect_token_schema VALUES (1, $1)
      ON CONFLICT (singleton) DO UPDATE SET version = excluded.version`,
    migrations.length,
  );
  return ok(undefined);
}

/** How many steps it has taken. A schema with tables but without ours is somebody else's; those of extensions are nobody's. */
async function readVersion(client: ClientBase): Promise<number | 'foreign'> {
  const { rows } = await client.query<{ ours: boolean; used: boolean }>(`
    SELECT to_regclass('connect_token_schema') IS NOT NULL AS ours, EXISTS (
      SELECT FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    ) AS used`);
  const [look] = rows;
  if (look?.ours !== true) return look?.used === true ? 'foreign' : 0;
  const { rows: versions } = await client.query<{ version: number }>(
    'SELECT version FROM connect_token_schema',
  );
  const [row] = versions;
  if (row === undefined) throw new Error('invariant: a schema with a version');
  return row.version;
}
