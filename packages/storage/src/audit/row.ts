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

/** What is written of an event; its seal comes later. */
export const EVENT_COLUMNS = [
  'id',
  'at',
  'kind',
  'actor',
  ...SUBJECT_NOUNS.map(columnOf),
  'detail',
] as const satisfies readonly (keyof EventTable)[];

export type EventRow = { readonly [C in (typeof EVENT_COLUMNS)[number]]: Insertable<EventTable>[C] };

/** No person's id: those have 26 characters. */
const OWNER = 'owner';

export function toEventRow({ id, at, kind, actor, subject, detail }: AuditEvent): EventRow {
  return {
    id,
    at,
    kind,
    actor: actorText(actor),
    lease_id: subject.lease ?? null,
    token_id: subject.token ?? null,
    server_id: subject.server ?? null,
    vault_id: subject.vault ?? null,
    group_id: subject.group ?? null,
    person_id: subject.person ?? null,
    credential_id: subject.credential ?? null,
    run_id: subject.run ?? null,
    repository_id: subject.repository ?? null,
    detail: JSON.stringify(detail),
  };
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
