import type { DatabaseSync } from 'node:sqlite';

/** `unknown`: the file is larger than somebody would wait for. */
export type Integrity = 'whole' | 'unknown' | { readonly damage: string };

/**
 * Looks at every page of a file of so many bytes at most: whether each is formed as it has to be, and not at each index, which
 * would take four times as long. About a millisecond for each MB that the system has in memory.
 * Source: sqlite.org/pragma.html#pragma_quick_check
 */
export function checkIntegrity(database: DatabaseSync, bytesMax: number): Integrity {
  const bytes = numberOf(database, 'page_count') * numberOf(database, 'page_size');
  if (bytes > bytesMax) return 'unknown';
  const said = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  return said === 'ok' ? 'whole' : { damage: String(said) };
}

function numberOf(database: DatabaseSync, pragma: 'page_count' | 'page_size'): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}
