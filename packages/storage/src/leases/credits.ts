import { type CreditHolder, type Credits, type Hold, instant } from '@connect-token/core';
import { type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import { HOLDING_STATES } from './moves.ts';

/** Σ of the vaults of every lease that may have a token. Derived each time: no table holds a balance. */
export const heldCredits = (trx: Transaction<Schema>): Promise<Credits> => heldBy(trx, { kind: 'account' });

/** The same, of one holder. */
export async function heldBy(trx: Transaction<Schema>, holder: CreditHolder): Promise<Credits> {
  const { held } = await holding(trx, holder)
    .select(({ fn }) =>
      holder.kind === 'vault'
        ? fn.countAll<number | string>().as('held')
        : fn.sum<number | string | null>('credits').as('held'),
    )
    .executeTakeFirstOrThrow();
  return Number(held ?? 0);
}

/**
 * What each of its leases holds, and until when: of `limit` of them, those that expire first. Read only where there is no room. Each
 * holds a credit at least, so that as many leases as credits are missing are enough to know when there will be.
 */
export async function holdsOf(
  trx: Transaction<Schema>,
  holder: CreditHolder,
  limit: number,
): Promise<readonly Hold[]> {
  const rows = await holding(trx, holder)
    .select(['expires_at', 'credits'])
    .where('credits', '>', 0)
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  return rows.map(({ expires_at, credits }) => ({
    expiresAt: instant(expires_at),
    credits: holder.kind === 'vault' ? 1 : credits,
  }));
}

function holding(
  trx: Transaction<Schema>,
  holder: CreditHolder,
): SelectQueryBuilder<Schema, 'lease', object> {
  const all = trx.selectFrom('lease').where('state', 'in', HOLDING_STATES);
  switch (holder.kind) {
    case 'account':
      return all;
    case 'rule':
      return all.where('rule', '=', holder.rule);
    case 'server':
      return all.where('server_id', '=', holder.serverId);
    case 'vault':
      return all.where(
        (eb) => sql<boolean>`${eb.ref('vaults')} like ${vaultPattern(holder.vaultId)} escape '\\'`,
      );
  }
}

/**
 * A lease names a vault once, in the form that `row.ts` writes. Reads the row of every open lease, a tenth of a second and more where
 * there are a hundred thousand of them: the price of a vault's ceiling, that nobody pays without one.
 */
const vaultPattern = (vaultId: string): string =>
  `%"vaultId":${JSON.stringify(vaultId).replace(/[\\%_]/g, '\\$&')}%`;
