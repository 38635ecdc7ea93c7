import type { Instant, TombstoneRule } from '@connect-token/core';
import { sql, type Transaction } from 'kysely';
import { dialectOf } from '../dialect.ts';
import { lockInTransaction } from '../lock.ts';
import type { Schema } from '../schema/schema.ts';

/** Where intents and ends run at the same time, those of one key don't. */
export const keyLock = (key: string): string => `key ${key}`;

/** A tombstone counts up to and including the last instant at which it is needed; past that it only waits to be swept. */
async function liveTombstone(
  trx: Transaction<Schema>,
  key: string,
  at: Instant,
): Promise<{ readonly keep_until: number } | undefined> {
  return trx
    .selectFrom('tombstone')
    .select('keep_until')
    .where('key', '=', key)
    .where('keep_until', '>=', at)
    .executeTakeFirst();
}

/**
 * Remembers a key that no lease has. A second time changes nothing but how long: the later end may outlive a later ID token.
 * Past the cap nothing is written, and none is dropped to make room: whoever could push a tombstone out could mint behind it.
 */
export async function bury(
  trx: Transaction<Schema>,
  key: string,
  rule: TombstoneRule,
  at: Instant,
): Promise<'buried' | 'full' | 'unknown'> {
  const known = await liveTombstone(trx, key, at);
  if (rule.kind === 'never') return known === undefined ? 'unknown' : 'buried';
  if (known === undefined && (await isFull(trx, rule.max, at))) return 'full';
  if (known === undefined && dialectOf(trx) === 'postgres') {
    // Counted again behind those who bury at the same time: together they keep to the cap as well.
    await lockInTransaction(trx, 'tombstones');
    if (await isFull(trx, rule.max, at)) return 'full';
  }
  await trx
    .insertInto('tombstone')
    .values({ key, at, keep_until: rule.keepUntil })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet(({ ref }) => ({
        keep_until: sql<number>`case when ${ref('tombstone.keep_until')} > ${ref('excluded.keep_until')} then ${ref('tombstone.keep_until')} else ${ref('excluded.keep_until')} end`,
      })),
    )
    .execute();
  return 'buried';
}

/** The whole seconds after this one, and of this one what is left of it. */
async function isFull(trx: Transaction<Schema>, max: number, at: Instant): Promise<boolean> {
  const second = Math.floor(at / 1_000);
  const { later } = await trx
    .selectFrom('tombstone_load')
    .select(({ fn }) => fn.sum<number | string | null>('tombstones').as('later'))
    .where('second', '>', second)
    .executeTakeFirstOrThrow();
  const { soon } = await trx
    .selectFrom('tombstone')
    .select(({ fn }) => fn.countAll<number | string>().as('soon'))
    .where('keep_until', '>=', at)
    .where('keep_until', '<', (second + 1) * 1_000)
    .executeTakeFirstOrThrow();
  return Number(later ?? 0) + Number(soon) >= max;
}
