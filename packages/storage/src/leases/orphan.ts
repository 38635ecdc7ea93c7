import type { EventStamp, Lease, Orphan } from '@connect-token/core';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { orphanDetail, writeLeaseEvent } from './audit.ts';
import { HOLDING_STATES } from './moves.ts';
import { toLease, toOrphanRow } from './row.ts';

/** A lease that is over explains no token: one that is there all the same has to go (I1). */
export async function unexplained(
  trx: Transaction<Schema>,
  tokenNames: readonly string[],
): Promise<readonly string[]> {
  if (tokenNames.length === 0) return [];
  const known = await trx
    .selectFrom('lease')
    .select('token_name')
    .where('token_name', 'in', tokenNames)
    .where('rule', 'is not', null)
    .where('state', 'in', HOLDING_STATES)
    .union(
      trx
        .selectFrom('lease')
        .select('token_name')
        .where('token_name', 'in', tokenNames)
        .where('rule', 'is', null)
        .where('state', '=', sql.lit('revoking')),
    )
    .execute();
  const explained = new Set(known.map(({ token_name }) => token_name));
  return tokenNames.filter((name) => !explained.has(name));
}

/** Of several who find the same token, one adopts it: the table has room for one open orphan of a token. */
export async function adopt(
  trx: Transaction<Schema>,
  orphan: Orphan,
  stamp: EventStamp,
): Promise<Lease | null> {
  const [name] = await unexplained(trx, [orphan.tokenName]);
  if (name === undefined) return null;
  const row = await trx
    .insertInto('lease')
    .values(toOrphanRow(orphan, stamp.at))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return null;
  const lease = toLease(row);
  await writeLeaseEvent(trx, stamp, 'lease.adopted', lease, orphanDetail(orphan));
  return lease;
}
