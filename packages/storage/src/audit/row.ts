import {
  type Actor,
  type AuditDetail,
  type AuditEvent,
  type AuditSeal,
  instant,
  SUBJECT_NOUNS,
  type SubjectNoun,
} from '@connect-token/core';
import type { Insertable, Selectable } from 'kysely';
import type { Schema } from '../schema/schema.ts';

type EventTable = Schema['audit_event'];
type SealTable = Schema['audit_seal'];

/** Where a noun's id stands. */
const columnOf = <N extends SubjectNoun>(noun: N): `${N}_id` => `${noun}_id`;

/** No person's id: those have 26 characters. */
const OWNER = 'owner';

export function toEventRow({ id, at, kind, actor, subject, detail }: AuditEvent): Insertable<EventTable> {
  const ids = Object.fromEntries(SUBJECT_NOUNS.map((noun) => [columnOf(noun), subject[noun] ?? null])) as {
    readonly [C in `${SubjectNoun}_id`]: string | null;
  };
  return { id, at, kind, actor: actorText(actor), ...ids, detail: JSON.stringify(detail) };
}

export function toEvent(row: Selectable<EventTable>): AuditEvent {
  const told = SUBJECT_NOUNS.map((noun) => [noun, row[columnOf(noun)]] as const);
  return {
    id: row.id,
    at: instant(row.at),
    kind: row.kind,
    actor: toActor(row.actor),
    subject: Object.fromEntries(told.filter(([, id]) => id !== null)),
    // Written by `toEventRow` only, and checked by the table to be an object.
    detail: JSON.parse(row.detail) as AuditDetail,
  };
}

const actorText = (actor: Actor | null): string | null =>
  actor?.kind === 'person' ? actor.personId : actor && OWNER;

function toActor(text: string | null): Actor | null {
  if (text === null) return null;
  return text === OWNER ? { kind: 'owner' } : { kind: 'person', personId: text };
}

export const toSealRow = ({ number, at, previous, hash, events }: AuditSeal): Insertable<SealTable> => ({
  number,
  at,
  previous,
  hash,
  events: events.map(({ id, sha256 }) => `${id} ${sha256}`).join('\n'),
});

export const toSeal = ({ number, at, previous, hash, events }: Selectable<SealTable>): AuditSeal => ({
  number,
  at: instant(at),
  previous,
  hash,
  events: events.split('\n').map((line) => {
    const [id = '', sha256 = ''] = line.split(' ');
    return { id, sha256 };
  }),
});
