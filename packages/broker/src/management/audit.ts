import { type AuditFilter, err } from '@connect-token/core';
import {
  type AuditFilterJson,
  formatAuditHead,
  formatEvent,
  formatSeal,
  formatTokenUse,
  formatTrailEvent,
  formatTrailMark,
  parseAuditFilter,
  parseTrailMark,
  parseUsageFilter,
  type UsageFilterJson,
} from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { map } from './outcome.ts';
import { cut, type Page } from './page.ts';

type AuditHandlers = Pick<Handlers, 'listEvents' | 'readAuditHead' | 'listSeals' | 'listTrail' | 'listUses'>;

// The account pages these itself: newest first, or in the order of the seals, where every other list begins with the smallest id.
export const auditHandlers: AuditHandlers = {
  listEvents: async ({ account, page: { limit, cursor, filter }, pageBytesMax }) =>
    map(await account.audit.list({ limit, before: cursor, filter: filterOf(filter) }), (events) =>
      goingOn(cut(events, limit, formatEvent, pageBytesMax), events.length === limit, events.at(-1)?.id),
    ),
  readAuditHead: async ({ account }) => map(await account.audit.head(), formatAuditHead),
  listSeals: async ({ account, page: { limit, cursor }, pageBytesMax }) => {
    if (cursor !== null && !/^\d{1,15}$/.test(cursor)) return badCursor;
    return map(await account.audit.seals({ limit, after: Number(cursor ?? 0) }), (seals) => {
      const rows = seals.map((seal) => ({ seal, id: String(seal.number) }));
      const page = cut(rows, limit, ({ seal }) => formatSeal(seal), pageBytesMax);
      // Fewer than asked for may come because they are large: only an empty page is the last one.
      return goingOn(page, seals.length > 0, rows.at(-1)?.id);
    });
  },
  listTrail: async ({ account, page: { limit, cursor }, pageBytesMax }) => {
    const after = cursor === null ? null : parseTrailMark(cursor);
    if (after === undefined) return badCursor;
    return map(await account.audit.trail({ limit, after }), (events) => {
      const rows = events.map((each) => ({
        each,
        id: formatTrailMark({ seal: each.seal, id: each.event.id }),
      }));
      const page = cut(rows, limit, ({ each }) => formatTrailEvent(each), pageBytesMax);
      return goingOn(page, events.length === limit, rows.at(-1)?.id);
    });
  },
  listUses: async ({ account, page: { limit, cursor, filter }, pageBytesMax }) => {
    // INVARIANT: the query was checked by the schema of the same operation.
    const which = parseUsageFilter(filter as UsageFilterJson);
    if (which === undefined) return badChoice;
    return map(await account.audit.usage({ ...which, limit, before: cursor }), (uses) =>
      goingOn(cut(uses, limit, formatTokenUse, pageBytesMax), uses.length === limit, uses.at(-1)?.id),
    );
  },
};

/** INVARIANT: the query was checked by the schema of the same operation. */
const filterOf = (filter: object): AuditFilter => parseAuditFilter(filter as AuditFilterJson);

/** A full page has another behind it; one that was cut says so itself. */
const goingOn = <R>(page: Page<R>, full: boolean, last: string | undefined): Page<R> => ({
  ...page,
  next_cursor: page.next_cursor ?? (full ? (last ?? null) : null),
});

const badChoice = err({
  effect: 'none',
  failure: {
    code: 'REQUEST_MALFORMED',
    problem: 'whose uses? Exactly one of `lease`, `run`, `repository` and `token` is needed',
  },
} as const);

const badCursor = err({
  effect: 'none',
  failure: { code: 'REQUEST_MALFORMED', problem: '`cursor` is not one of this list' },
} as const);
