import type { Lease, OpenLeasesPage } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { OPEN_STATES } from './moves.ts';
import { toLease } from './row.ts';

/** By the index of the open leases of a repository, of each of them. */
export async function openLeasesOf(
  trx: Transaction<Schema>,
  { issuer, repositoryIds, after, limit }: OpenLeasesPage,
): Promise<readonly Lease[]> {
  if (repositoryIds.length === 0) return [];
  const rows = await trx
    .selectFrom('lease')
    .selectAll()
    .where('state', 'in', OPEN_STATES)
    .where('repository_id', 'in', repositoryIds)
    .where('issuer', '=', issuer)
    .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toLease);
}
