import type { AccountEvent, Person } from '@connect-token/core';
import { nameById } from './name-by-id.ts';
import { formatTable } from './table.ts';
import { formatTime } from './time.ts';

export const eventRecord = ({ id, at, actor, kind, subject }: AccountEvent) => ({
  id,
  time: formatTime(at),
  actor: actor.kind === 'owner' ? { kind: 'owner' } : { kind: 'person', id: actor.personId },
  action: kind,
  subject,
});

export function eventTable(
  events: readonly AccountEvent[],
  people: readonly Person[],
  colour: boolean,
): string {
  const nameOf = nameById(people);
  return formatTable(
    ['ID', 'TIME', 'WHO', 'ACTION', 'WHAT'],
    events.map((event) => [
      event.id,
      formatTime(event.at),
      actorOf(event, nameOf),
      event.kind,
      Object.entries(event.subject)
        .map(([noun, id]) => `${noun} ${id}`)
        .join(', '),
    ]),
    colour,
  );
}

/** `owner`: whoever held the data directory. */
const actorOf = ({ actor }: AccountEvent, nameOf: (id: string) => string | undefined): string =>
  actor.kind === 'owner' ? 'owner' : (nameOf(actor.personId) ?? actor.personId);
