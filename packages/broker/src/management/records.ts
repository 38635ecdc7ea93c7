import { formatEvent, formatLease } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { map } from './outcome.ts';
import { cut, pageOf } from './page.ts';

type RecordHandlers = Pick<Handlers, 'listEvents' | 'listLeases'>;

export const recordHandlers: RecordHandlers = {
  // Newest first, where every other list begins with the smallest id: the account pages this one itself.
  listEvents: async ({ account, page: { limit, cursor }, pageBytesMax }) =>
    map(await account.audit.list({ limit, before: cursor }), (events) => {
      const page = cut(events, limit, formatEvent, pageBytesMax);
      const full = events.length === limit;
      return { ...page, next_cursor: page.next_cursor ?? (full ? (events.at(-1)?.id ?? null) : null) };
    }),
  listLeases: async ({ account, page, pageBytesMax }) =>
    map(await account.leases.list(), (leases) => pageOf(leases, page, formatLease, pageBytesMax)),
};
