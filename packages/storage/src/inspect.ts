import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { err, type Instant, ok, type Result } from '@connect-token/core';
import { checkIntegrity, type Integrity } from './integrity.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { type Owner, readOwner } from './ownership.ts';
import { RESERVE_FILE } from './reserve.ts';
import { troubleOf } from './sqlite-error.ts';

/** What can be seen of a data directory without taking it, and without changing anything. */
export interface Inspection {
  readonly owner: Owner;
  readonly schema: { readonly found: number; readonly supported: number };
  /** Of the whole file; `unknown` also while somebody has it. */
  readonly integrity: Integrity;
  /** Whether the space for ends on a full disk is there. */
  readonly reserved: boolean;
  /** `null` where the schema is another than this program's. */
  readonly leases: { readonly open: number; readonly stuck: number; readonly overdue: number } | null;
}

/** Half a second's work. Larger files are for `sqlite3` and a patient person. */
const CHECKED_BYTES_MAX = 512 * 1024 * 1024;

/** Fails with what SQLite says, in plain words, or because there is no database. */
export function inspect(directory: string, now: Instant): Result<Inspection, string> {
  const path = join(directory, 'connect-token.db');
  if (!existsSync(path)) return err('there is no database in it');
  let database: DatabaseSync | undefined;
  try {
    const owner = readOwner(directory);
    database = new DatabaseSync(path, { readOnly: true, timeout: 250 });
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    return ok({
      owner,
      schema: { found, supported: MIGRATIONS.length },
      integrity: owner === 'nobody' ? checkIntegrity(database, CHECKED_BYTES_MAX) : 'unknown',
      reserved: existsSync(join(directory, RESERVE_FILE)),
      leases: found === MIGRATIONS.length ? leasesOf(database, now) : null,
    });
  } catch (error) {
    return err(troubleOf(error) ?? (error instanceof Error ? error.message : 'it can not be read'));
  } finally {
    database?.close();
  }
}

function leasesOf(database: DatabaseSync, now: Instant): Inspection['leases'] {
  const count = (where: string, ...values: readonly number[]): number =>
    Number(database.prepare(`SELECT count(*) AS n FROM lease WHERE ${where}`).get(...values)?.['n']);
  return {
    open: count("state IN ('intent', 'active', 'revoking')"),
    stuck: count("state = 'revoking' AND stuck_at IS NOT NULL"),
    overdue: count('due_at < ?', now),
  };
}
