import type { TokenUse, UsageChoice, UsagePage } from '@connect-token/core';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';
import { firstIdAt, toEntry } from './row.ts';

const PAGE_MAX = 1_000;

/** Rows that one unit of work looks at where no index finds them: others get their turn between two. */
const PORTION = 10_000;

/**
 * Newest first. Whose token it was is the audit trail's to say, which keeps what leases forget. By token, lease and run there is an
 * index; a repository is looked for in portions, because it may have had more tokens than a look can hold.
 */
export async function listUses(
  store: Store,
  { choice, limit, before, since }: UsagePage,
): Promise<readonly TokenUse[]> {
  const wanted = Math.min(Math.max(limit, 0), PAGE_MAX);
  const found: TokenUse[] = [];
  let mark = before;
  while (found.length < wanted) {
    const from = mark;
    const portion = await store.transact((trx) =>
      readPortion(trx, choice, { from, since, limit: wanted - found.length }),
    );
    found.push(...portion.uses);
    if (portion.end === null) break;
    mark = portion.end;
  }
  return found;
}

interface Portion {
  readonly uses: readonly TokenUse[];
  /** Where the next one begins; `null` where nothing is left. */
  readonly end: string | null;
}

interface Range extends Pick<UsagePage, 'since' | 'limit'> {
  readonly from: string | null;
}

async function readPortion(
  trx: Transaction<Schema>,
  choice: UsageChoice,
  { from, since, limit }: Range,
): Promise<Portion> {
  const inTime = trx
    .selectFrom('activity')
    .$if(from !== null, (query) => query.where('activity.id', '<', from ?? ''))
    .$if(since !== null, (query) => query.where('activity.id', '>=', since === null ? '' : firstIdAt(since)))
    .orderBy('activity.id', 'desc');
  const last = inTime
    .select('activity.id')
    .offset(PORTION - 1)
    .limit(1);
  const end = choice.by === 'repository' ? (await last.executeTakeFirst())?.id : undefined;
  const rows = await inTime
    .$if(end !== undefined, (query) => query.where('activity.id', '>=', end ?? ''))
    .leftJoin('audit_event as active', (join) =>
      join.onRef('active.token_id', '=', 'activity.token_id').on('active.kind', '=', ACTIVE),
    )
    .where((eb) => {
      switch (choice.by) {
        case 'token':
          return eb('activity.token_id', '=', choice.tokenId);
        case 'lease':
          return eb('activity.token_id', 'in', tokensOf(trx, 'lease_id', choice.leaseId));
        case 'run':
          return eb('activity.token_id', 'in', tokensOf(trx, 'run_id', choice.runId));
        case 'repository':
          return eb('active.repository_id', '=', choice.repositoryId);
      }
    })
    .selectAll('activity')
    .select(['active.lease_id', 'active.repository_id', 'active.run_id'])
    .limit(limit)
    .execute();
  const uses = rows.map(({ lease_id, repository_id, run_id, ...row }) => ({
    ...toEntry(row),
    id: row.id,
    lease: lease_id === null ? null : { leaseId: lease_id, repositoryId: repository_id, runId: run_id },
  }));
  return { uses, end: end ?? null };
}

/** Written into the statement: only then can a database tell that the partial index has every row (sqlite.org/partialindex.html §3). */
const ACTIVE = sql.lit('lease.active' as const);

const tokensOf = (trx: Transaction<Schema>, noun: 'lease_id' | 'run_id', id: string) =>
  trx.selectFrom('audit_event').select('token_id').where(noun, '=', id).where('kind', '=', ACTIVE);
