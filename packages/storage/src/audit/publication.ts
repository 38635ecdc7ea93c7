import type { AuditEvent } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';

/** What units of work that somebody wants to hear of have written so far. */
const written = new WeakMap<Transaction<Schema>, AuditEvent[]>();

/** Called by the writer of events. */
export function noteWritten(trx: Transaction<Schema>, event: AuditEvent): void {
  written.get(trx)?.push(event);
}

/**
 * The same store, whose events are told once their unit is committed: in the order of the units, never before the commit, never
 * those of a unit that was undone. What commits without this process learning of it (a crash, a commit whose answer was lost) isn't
 * told: the database has it.
 */
export const publishing = (store: Store, publish: (events: readonly AuditEvent[]) => void): Store => ({
  ...store,
  transact: async (work, purpose) => {
    // A unit may be run again after it was undone: the last run counts.
    let events: AuditEvent[] = [];
    const value = await store.transact((trx) => {
      events = [];
      written.set(trx, events);
      return work(trx);
    }, purpose);
    if (events.length > 0) publish(events);
    return value;
  },
});
