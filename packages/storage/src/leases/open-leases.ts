import type { Lease, OpenLeasesPage } from '@connect-token/core';
import type { Selectable, Transaction } from 'kysely';
import type { LeaseTable } from '../schema/lease.ts';
import type { Schema } from '../schema/schema.ts';
import { OPEN_STATES } from './moves.ts';
import { toLease } from './row.ts';

/** Rules add up to any number of repositories; a statement has 32,766 parameters in SQLite, and 65,535 in PostgreSQL. */
const REPOSITORIES_AT_A_TIME = 10_000;

/** By the index of the open leases of a repository, of each of them. */
export async function openLeasesOf(
  trx: Transaction<Schema>,
  { issuer, repositoryIds, after, limit }: OpenLeasesPage,
): Promise<readonly Lease[]> {
  const rows: Selectable<LeaseTable>[] = [];
  for (let from = 0; from < repositoryIds.length; from += REPOSITORIES_AT_A_TIME) {
    const some = await trx
      .selectFrom('lease')
      .selectAll()
      .where('state', 'in', OPEN_STATES)
      .where('repository_id', 'in', repositoryIds.slice(from, from + REPOSITORIES_AT_A_TIME))
      .where('issuer', '=', issuer)
      .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
      .orderBy('id')
      .limit(limit)
      .execute();
    rows.push(...some);
  }
  return rows
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .slice(0, limit)
    .map(toLease);
}
