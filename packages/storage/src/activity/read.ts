import type { ActivityEntry, ActivityPage } from '@connect-token/core';
import type { SelectQueryBuilder, Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';
import { toEntry } from './row.ts';

/** Rows of one page. */
const PAGE_MAX = 1_000;

/** Rows that one unit of work counts: others get their turn between two. */
const PORTION = 10_000;

interface Listed {
  readonly entries: readonly ActivityEntry[];
  readonly total: number;
}

/** Newest first. Whatever the table holds, it is counted and skipped in portions, in the order of an index. */
export async function listActivity(store: Store, page: ActivityPage): Promise<Listed> {
  const entries: ActivityEntry[] = [];
  let total = 0;
  let mark: string | null = null;
  do {
    const from: string | null = mark;
    const portion: Portion = await store.transact((trx) =>
      readPortion(trx, from, page, {
        skip: Math.max(0, page.offset - total),
        take: Math.min(page.limit, PAGE_MAX) - entries.length,
      }),
    );
    entries.push(...portion.entries);
    total += portion.count;
    mark = portion.end;
  } while (mark !== null);
  return { entries, total };
}

interface Portion {
  readonly entries: readonly ActivityEntry[];
  readonly count: number;
  /** Where the next one begins; `null` where nothing is left. */
  readonly end: string | null;
}

async function readPortion(
  trx: Transaction<Schema>,
  mark: string | null,
  { serverId, tokenIds }: ActivityPage,
  { skip, take }: { readonly skip: number; readonly take: number },
): Promise<Portion> {
  const matching = trx
    .selectFrom('activity')
    .$if(serverId !== null, (query) => query.where('server_id', '=', serverId ?? ''))
    .$if(tokenIds !== null, (query) => query.where('token_id', 'in', tokenIds ?? []))
    .$if(mark !== null, (query) => query.where('id', '<', mark ?? ''));
  const end = await endOf(matching);
  const within = matching.$if(end !== undefined, (query) => query.where('id', '>=', end ?? ''));
  const count = end === undefined ? await countOf(within) : PORTION;
  if (take <= 0 || skip >= count) return { entries: [], count, end: end ?? null };
  const rows = await within.selectAll().orderBy('id', 'desc').offset(skip).limit(take).execute();
  return { entries: rows.map(toEntry), count, end: end ?? null };
}

type Matching = SelectQueryBuilder<Schema, 'activity', object>;

/** The last id of a whole portion; `undefined` where there are fewer rows. */
async function endOf(matching: Matching): Promise<string | undefined> {
  const last = matching
    .select('id')
    .orderBy('id', 'desc')
    .offset(PORTION - 1)
    .limit(1);
  return (await last.executeTakeFirst())?.id;
}

async function countOf(matching: Matching): Promise<number> {
  const { rows } = await matching
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return Number(rows);
}
