import { type AuditEvent, type AuditFilter, type Management, ok } from '@connect-token/core';

/** The account's own events, newest first. Nobody seals them: the chain is a store's. */
export const memoryAudit = (
  events: readonly AuditEvent[],
  usage: Management['audit']['usage'],
): Management['audit'] => ({
  usage,
  list: async ({ limit, before, filter = {} }) =>
    ok(
      events
        .filter((event) => (before === null || event.id < before) && holds(event, filter))
        .slice(0, limit),
    ),
  head: async () => ok(null),
  seals: async () => ok([]),
  trail: async ({ limit, after }) => {
    const oldestFirst = events.toReversed().filter(({ id }) => after === null || id > after.id);
    return ok(oldestFirst.slice(0, limit).map((event) => ({ event, seal: null })));
  },
});

const holds = ({ kind, at, subject }: AuditEvent, filter: AuditFilter): boolean =>
  (filter.kind === undefined || kind === filter.kind || kind.startsWith(`${filter.kind}.`)) &&
  (filter.since === undefined || at >= filter.since) &&
  (['lease', 'run', 'repository', 'server'] as const).every(
    (noun) => filter[noun] === undefined || subject[noun] === filter[noun],
  );
