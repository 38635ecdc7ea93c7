import {
  type AuditEvent,
  type AuditFilter,
  type CallFailure,
  type Management,
  ok,
  type Result,
} from '@connect-token/core';
import {
  formatAuditFilter,
  formatTrailMark,
  parseAuditHead,
  parseEvent,
  parseSeal,
  parseTrailEvent,
} from '@connect-token/protocol/management-client';
import { call, type ManagementWire } from './call.ts';
import { listUses } from './usage.ts';

/** Pages of seals and of the trail may be shorter than asked for: an empty one is the end. */
export const auditOver = (wire: ManagementWire): Management['audit'] => ({
  list: ({ limit, before, filter = {} }) => listEvents(wire, limit, before, filter),
  head: async () => map(await call(wire, 'readAuditHead'), parseAuditHead),
  seals: async ({ limit, after }) => {
    const query = { limit: String(limit), cursor: String(after) };
    return map(await call(wire, 'listSeals', { query }), ({ items }) => items.map(parseSeal));
  },
  trail: async ({ limit, after }) => {
    const query = { limit: String(limit), ...(after === null ? {} : { cursor: formatTrailMark(after) }) };
    return map(await call(wire, 'listTrail', { query }), ({ items }) => items.map(parseTrailEvent));
  },
  usage: (page) => listUses(wire, page),
});

/** As many as are asked for, also where a broker's page ends early because its events are large. */
async function listEvents(
  wire: ManagementWire,
  limit: number,
  before: string | null,
  filter: AuditFilter,
): Promise<Result<readonly AuditEvent[], CallFailure>> {
  const events: AuditEvent[] = [];
  let cursor = before;
  do {
    const query = {
      ...formatAuditFilter(filter),
      limit: String(limit - events.length),
      ...(cursor === null ? {} : { cursor }),
    };
    const page = await call(wire, 'listEvents', { query });
    if (!page.ok) return page;
    events.push(...page.value.items.map(parseEvent));
    cursor = page.value.items.length === 0 ? null : page.value.next_cursor;
  } while (cursor !== null && events.length < limit);
  return ok(events);
}

const map = <T, U>(result: Result<T, CallFailure>, change: (value: T) => U): Result<U, CallFailure> =>
  result.ok ? ok(change(result.value)) : result;
