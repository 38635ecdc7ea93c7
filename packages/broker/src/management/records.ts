import { formatLease, parseLeaseChoice } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { map } from './outcome.ts';
import { pageOf } from './page.ts';

type RecordHandlers = Pick<Handlers, 'listLeases' | 'endLeases'>;

export const recordHandlers: RecordHandlers = {
  listLeases: async ({ account, page, pageBytesMax }) =>
    map(await account.leases.list(), (leases) => pageOf(leases, page, formatLease, pageBytesMax)),
  endLeases: ({ account, body }) => account.leases.end(parseLeaseChoice(body), body.reason),
};
