import {
  type EventStamp,
  type Lease,
  type LeaseIntent,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
} from '@connect-token/core';
import { sql, type Transaction } from 'kysely';
import { last } from '../ahead.ts';
import { askedAs, askedRows, askedText } from '../asked.ts';
import { noteWritten } from '../audit/publication.ts';
import { TRIED_LOCKS, tryLocksInTransaction } from '../lock.ts';
import { prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { intentEvent } from './audit.ts';
import { locksOf } from './intend.ts';
import { insertsOf, partsOf } from './intent-rows.ts';
import { LOOKED, lookedFor, looks } from './look.ts';
import { toNewLease } from './row.ts';

/** An intent that somebody asks for. */
export interface IntentAsk {
  readonly intent: LeaseIntent;
  readonly stamp: EventStamp;
}

/**
 * Those that nothing speaks against, written in one turn of the network; in PostgreSQL only. `undefined` for each other one, of which nothing
 * is written: whoever is done alone waits for its locks, and is told why not. No two of them may have a lock in common, and none may need
 * its credits counted; where the plan counts by now, none is written.
 */
export async function intendTogether(
  trx: Transaction<Schema>,
  asks: readonly IntentAsk[],
): Promise<readonly (Lease | undefined)[]> {
  await tryLocksInTransaction(
    trx,
    asks.map(({ intent }) => locksOf(intent)),
  );
  const told = asks.map(({ intent, stamp }, nr) => ({ nr, intent, event: intentEvent(stamp, intent) }));
  const rows = told.map(({ nr, intent, event }) => ({
    nr,
    ...lookedFor(intent, event.at),
    ...partsOf(intent, event),
  }));
  const answer = await last(trx, INTEND(trx, { asked: askedText(rows) }));
  const written = new Set(answer.map(({ nr }) => nr));
  return told.map(({ nr, intent, event }) => {
    if (!written.has(nr)) return undefined;
    noteWritten(trx, event);
    return toNewLease(intent);
  });
}

/** The same look as everybody's, and the same bounds: `refusalOf` says what each of them means. */
const INTEND = prepared<{ readonly asked: string }, { readonly nr: number }>((trx, bind) => {
  const columns = { nr: 'bigint', ...LOOKED, lease: 'json', used: 'json', event: 'json' } as const;
  const seen = trx
    .selectFrom(sql<Record<string, unknown>>`given`.as<'asked'>(sql`asked`))
    .select(sql<number>`asked.nr`.as('nr'))
    .select(looks((name) => sql.ref(`asked.${name}`)));
  const text = sql<{ readonly nr: number }>`
    with given as materialized (
      select * from ${askedRows(bind('asked'))} as ${askedAs('given', columns)}
    ), seen as materialized (${seen}), asked as materialized (
      select given.* from given join seen on seen.nr = given.nr
      where given.nr in (select value::bigint from json_array_elements_text(${TRIED_LOCKS}::json))
        and tombstone is null and lease_of_key is null and lease_of_id_token is null and "over" is null
        and open_of_job < ${sql.lit(OPEN_LEASES_PER_JOB_MAX)} and open_of_run < ${sql.lit(OPEN_LEASES_PER_RUN_MAX)}
        and not exists (select from account where plan_limit is not null)
    ), ${insertsOf('asked')}
    select nr from asked`;
  return { compile: () => text.compile(trx) };
});
