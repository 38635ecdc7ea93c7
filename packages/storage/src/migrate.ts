import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { err, type FailureOf, type Instant, ok, type Result } from '@connect-token/core';
import { introduction } from './introduction.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** "CTKN": marks the file as ours, so that no other program's database is ever migrated. Source: sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x43_54_4b_4e;

export type MigrationFailure = FailureOf<'SCHEMA_NEWER' | 'DATA_DIRECTORY_UNUSABLE'>;

/**
 * Brings the schema up to date in one transaction: all the steps that are missing, or none. A schema that is newer than this
 * program, or another program's, is refused, and nothing is changed.
 */
export function migrate(
  database: DatabaseSync,
  path: string,
  now: Instant,
  migrations: readonly Migration[] = MIGRATIONS,
): Result<void, MigrationFailure> {
  const found = pragma(database, 'user_version');
  const foreign = pragma(database, 'application_id') !== APPLICATION_ID && !isEmpty(database);
  if (foreign) {
    const cause = "the database is another program's";
    return err({ code: 'DATA_DIRECTORY_UNUSABLE', path: dirname(path), cause });
  }
  if (found > migrations.length) {
    return err({ code: 'SCHEMA_NEWER', path, found, supported: migrations.length });
  }
  if (found === migrations.length) return ok(undefined);
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { sqlite } of migrations.slice(found)) database.exec(sqlite);
    if (found === 0) introduce(database, now);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  return ok(undefined);
}

function introduce(database: DatabaseSync, now: Instant): void {
  const insert = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  for (const row of introduction(now)) insert.run(...row);
}

const isEmpty = (database: DatabaseSync): boolean =>
  database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name];
  if (typeof value !== 'number') throw new Error(`invariant: ${name} is a number`);
  return value;
}
