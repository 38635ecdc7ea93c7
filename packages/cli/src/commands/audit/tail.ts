import { type AuditEvent, type AuditFilter, instant, milliseconds, ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork, Session } from '../../command.ts';
import { eventJsonLine, eventLine } from '../../output/audit.ts';
import { readFilter } from './filter.ts';
import { readNames } from './names.ts';

const EVERY = milliseconds(1_000);

/** Events of one look: more in one second than any broker writes. */
const LOOK_MAX = 1_000;

/** What is printed first, so that nobody looks at nothing. */
const FIRST = 10;

/** A replica may commit an event some moments after its instant, with its clock a little behind: looked for so far back. */
const LATE_MS = 60_000;

/** Prints the last events, and then each that comes, until it is interrupted. Each once, oldest first. */
export const tailEvents: AccountWork = async (args, session) => {
  const { management, io } = session;
  const filter = await readFilter(args, management, io.now());
  if (!filter.ok) return filter;
  const begun = await asked(management.audit.list({ limit: FIRST, before: null, filter: filter.value }));
  if (!begun.ok) return begun;
  const told = new Map<string, AuditEvent>();
  const first = await tell(begun.value, told, session);
  if (!first.ok) return first;
  if (!session.shared) {
    io.stderr.write('nothing else has the data directory: no event can come\n');
    return ok('done');
  }
  let newest = begun.value[0]?.at ?? io.now();
  while ((await io.pause(EVERY)) === 'over') {
    const since = instant(Math.max(0, newest - LATE_MS));
    const later: AuditFilter = { ...filter.value, since: instant(Math.max(since, filter.value.since ?? 0)) };
    const events = await asked(management.audit.list({ limit: LOOK_MAX, before: null, filter: later }));
    if (!events.ok) return events;
    const fresh = events.value.filter(({ id }) => !told.has(id) && !isBefore(id, begun.value));
    const printed = await tell(fresh, told, session);
    if (!printed.ok) return printed;
    newest = instant(events.value.reduce<number>((latest, { at }) => Math.max(latest, at), newest));
    for (const { id, at } of told.values()) if (at < newest - 2 * LATE_MS) told.delete(id);
  }
  return ok('done');
};

/** What came before the first that was printed is no news. */
const isBefore = (id: string, first: readonly AuditEvent[]): boolean => id < (first.at(-1)?.id ?? '');

async function tell(
  newestFirst: readonly AuditEvent[],
  told: Map<string, AuditEvent>,
  { management, io, format }: Session,
) {
  if (newestFirst.length === 0) return ok('done');
  // Asked each time: what an event is about may be new.
  const names = format === 'json' ? undefined : await readNames(management);
  if (names?.ok === false) return names;
  for (const event of newestFirst.toReversed()) {
    io.stdout.write(names === undefined ? eventJsonLine(event) : eventLine(event, names.value));
    told.set(event.id, event);
  }
  return ok('done');
}
