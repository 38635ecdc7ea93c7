import {
  AUDIT_EVENT_KINDS,
  type AuditEvent,
  type AuditFilter,
  type AuditHead,
  type AuditPage,
  type AuditSeal,
  instant,
  SEALS_PAGE_MAX,
  type SealPage,
  type TrailEvent,
  type TrailPage,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';
import { firstIdAt } from './event-id.ts';
import { toEvent, toSeal } from './row.ts';

/** Rows of one page: a reader with a wrong limit must not keep the database from everybody else. */
const PAGE_MAX = 1_000;

/** Events that one unit of work looks at where no index finds them: others get their turn between two. */
const PORTION = 10_000;

/** Newest first. By lease and by run there is an index; what else is asked for is looked for in portions. */
export async function listEvents(
  store: Store,
  { limit, before, filter = {} }: AuditPage,
): Promise<readonly AuditEvent[]> {
  const wanted = within(limit, PAGE_MAX);
  const found: AuditEvent[] = [];
  let mark = before;
  while (found.length < wanted) {
    const portion = await store.transact((trx) => readPortion(trx, mark, filter, wanted - found.length));
    found.push(...portion.events);
    if (portion.end === null) break;
    mark = portion.end;
  }
  return found;
}

interface Portion {
  readonly events: readonly AuditEvent[];
  /** Where the next one begins; `null` where nothing is left. */
  readonly end: string | null;
}

async function readPortion(
  trx: Transaction<Schema>,
  mark: string | null,
  filter: AuditFilter,
  limit: number,
): Promise<Portion> {
  const { kind, lease, run, repository, server, since } = filter;
  const indexed = trx
    .selectFrom('audit_event')
    .$if(mark !== null, (query) => query.where('id', '<', mark ?? ''))
    .$if(lease !== undefined, (query) => query.where('lease_id', '=', lease ?? ''))
    .$if(run !== undefined, (query) => query.where('run_id', '=', run ?? ''))
    .$if(since !== undefined, (query) =>
      query.where('id', '>=', firstIdAt(instant(since ?? 0))).where('at', '>=', since ?? 0),
    )
    .orderBy('id', 'desc');
  const scans = kind !== undefined || repository !== undefined || server !== undefined;
  const end = scans
    ? await indexed
        .select('id')
        .offset(PORTION - 1)
        .limit(1)
        .executeTakeFirst()
    : undefined;
  const rows = await indexed
    .selectAll()
    .$if(end !== undefined, (query) => query.where('id', '>=', end?.id ?? ''))
    .$if(kind !== undefined, (query) => query.where('kind', 'in', kindsOf(kind ?? '')))
    .$if(repository !== undefined, (query) => query.where('repository_id', '=', repository ?? ''))
    .$if(server !== undefined, (query) => query.where('server_id', '=', server ?? ''))
    .limit(limit)
    .execute();
  return { events: rows.map(toEvent), end: end?.id ?? null };
}

const kindsOf = (kind: string) =>
  AUDIT_EVENT_KINDS.filter((known) => known === kind || known.startsWith(`${kind}.`));

/** In the order of the seals, and behind them what isn't sealed. */
export async function readTrail(
  trx: Transaction<Schema>,
  { limit, after }: TrailPage,
): Promise<readonly TrailEvent[]> {
  const wanted = within(limit, PAGE_MAX);
  const sealed = after?.seal === null ? [] : await readSealed(trx, after, wanted);
  const mark = after?.seal === null ? after.id : null;
  const open = await trx
    .selectFrom('audit_event')
    .selectAll()
    .where('seal', 'is', null)
    .$if(mark !== null, (query) => query.where('id', '>', mark ?? ''))
    .orderBy('seal')
    .orderBy('id')
    .limit(wanted - sealed.length)
    .execute();
  return [...sealed, ...open].map((row) => ({ event: toEvent(row), seal: row.seal }));
}

const readSealed = (trx: Transaction<Schema>, after: TrailPage['after'], limit: number) =>
  trx
    .selectFrom('audit_event')
    .selectAll()
    .where('seal', 'is not', null)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('seal', 'id'), '>', tuple(after?.seal ?? 0, after?.id ?? '')),
      ),
    )
    .orderBy('seal')
    .orderBy('id')
    .limit(limit)
    .execute();

/** In their order. */
export async function readSeals(
  trx: Transaction<Schema>,
  { limit, after }: SealPage,
): Promise<readonly AuditSeal[]> {
  const rows = await trx
    .selectFrom('audit_seal')
    .selectAll()
    .where('number', '>', after)
    .orderBy('number')
    .limit(within(limit, SEALS_PAGE_MAX))
    .execute();
  return rows.map(toSeal);
}

/** `null` where nothing was ever sealed. */
export async function readHead(trx: Transaction<Schema>): Promise<AuditHead | null> {
  const row = await trx
    .selectFrom('audit_seal')
    .select(['number', 'hash', 'at'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, at: instant(row.at) };
}

const within = (limit: number, max: number): number => Math.min(Math.max(limit, 0), max);
