import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DATABASE } from './ground.ts';
import type { LeaseRow } from './ledger.ts';

/** Reads a process's database over its shoulder, with nothing of ours in between. */
export interface Reader {
  rows(): readonly LeaseRow[];
  /** Whether a token's name stands for a lease on disk, whose intent is in the audit trail. */
  intended(tokenName: string): boolean;
  close(): void;
}

export function readOver(directory: string): Reader {
  const database = new DatabaseSync(join(directory, DATABASE), { readOnly: true, timeout: 1_000 });
  const rows = database.prepare('SELECT * FROM lease ORDER BY id');
  const intents = database.prepare(
    "SELECT 1 FROM audit_event JOIN lease ON lease.id = lease_id WHERE token_name = ? AND kind = 'lease.intent'",
  );
  return {
    rows: () => rows.all() as unknown as readonly LeaseRow[],
    intended: (tokenName) => intents.get(tokenName) !== undefined,
    close: () => database.close(),
  };
}
